/** The words of the wizard's choices of mode, VRRP program and health check. */
export const shapeEn = {
  shape: 'Mode and program',
  mode: 'Mode',
  modes: { 'master-backup': 'Master and backup', 'dual-master': 'Dual master' },
  modeWhy: {
    'master-backup': 'One address: one node serves it, the other waits with nothing to do.',
    'dual-master': 'Two addresses: each node serves one and stands in for the other, so each must bear both.',
  },
  backend: 'VRRP spoken by',
  backends: { 'tandem-agent': 'Tandem’s agent', keepalived: 'keepalived' },
  backendWhy: {
    'tandem-agent': 'Needs no package on the hosts, moves the address without a gap, and reports every step.',
    keepalived: 'The distribution’s own package, with a keepalived.conf that you can keep without Tandem.',
  },
  router: 'The shared address',
  routerOf: 'Address that {{node}} leads',
  timers: 'Timers',
};

export const checkEn = {
  title: 'Health check',
  kind: 'What must work on a node',
  kinds: { http: 'nginx (HTTP)', tcp: 'TCP port', process: 'Process', none: 'Nothing' },
  what: { http: 'nginx', tcp: 'Port {{port}}', process: '{{process}}', none: '—' },
  why: {
    http: 'Every second each node asks itself for this page; two failures in a row count.',
    tcp: 'Every second each node connects to its own port; two failures in a row count.',
    process: 'Each node looks for a running process of this name.',
    none: 'Only a dead node or wire moves the address. A dead nginx does not.',
  },
  url: 'Page',
  urlHint: 'On the node itself; status 200 is good',
  port: 'Port',
  portHint: 'On 127.0.0.1',
  process: 'Name of the process',
  processHint: 'As in /proc/PID/comm, for example nginx',
  weight: 'Weight',
  weightHint: 'Added while it fails: −1 to −253; 0 gives the address up at once',
  flips: '{{what}} fails on {{node}}: {{sum}} < {{other}}: {{peer}} takes over',
  stays: '{{what}} fails on {{node}}: {{sum}} ≥ {{other}}: {{node}} keeps the address.',
  needed: 'At least −{{needed}} is needed.',
  fault: '{{what}} fails on {{node}}: it gives the address up, {{peer}} takes over',
  noPreempt: '{{what}} fails on {{node}}: without preemption {{peer}} lets it keep the address.',
  needs: 'keepalived has no such check of its own and runs {{program}}: it must be there on both nodes.',
};
