import type { DrillCard, DrillPhase, DrillProgress, DrillReport } from '../../protocol/contract/drills.ts';
import type { HostProgram } from '../../protocol/contract/host-facts.ts';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { type Phrase, phrase } from '../../protocol/contract/phrase.ts';
import type { RouterOwnership, Topology } from '../../protocol/contract/topology.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import { hosts, macs, vip } from './frames.ts';

export const nodeNames: [string, string] = ['node-a', 'node-b'];
export const longNames: [string, string] = [
  'edge-balancer-frankfurt-rack-17-unit-04-primary-production-blue',
  'edge-balancer-frankfurt-rack-18-unit-11-standby-production-blue',
];

export function labOf(name: string, names: [string, string]): LabSummary {
  const node = (index: 0 | 1) => ({
    name: names[index],
    host: hosts[index],
    user: 'root',
    interface: 'eth0',
    auth: { kind: 'password' as const },
  });
  const lab = labSchema.parse({
    name,
    advertIntervalMs: 100,
    nodes: [node(0), node(1)],
    virtualRouters: [{ vrid: 51, vips: [`${vip}/24`], priorities: { [names[0]]: 150, [names[1]]: 100 } }],
  });
  return {
    lab,
    deployedMs: 1_790_000_000_000,
    deployBegunMs: null,
    takenOver: [],
    practice: name === 'practice',
    lastDrill: { reportId: 'r1', kind: 'crash', verdict: 'pass', atMs: 1_790_000_400_000 },
    secrets: {},
  };
}

export type Ownership = 'owned' | 'split-brain' | 'no-owner' | 'unknown' | 'disagree';

/** What the engine would project, for each verdict. */
export function topologyOf(
  lab: LabSummary,
  verdict: Ownership,
  nowMs: number,
  adverts: number,
  owner: 0 | 1 = 0,
): Topology {
  const names: [string, string] = [lab.lab.nodes[0].name, lab.lab.nodes[1].name];
  const fresh = verdict === 'no-owner' ? 'stale' : 'fresh';
  const seen = verdict === 'no-owner' ? nowMs - 7300 : nowMs - 40;
  const wire = (index: 0 | 1) => ({
    source: hosts[index],
    node: names[index],
    mac: macs[index],
    version: 3,
    priority: index === 0 ? 150 : 100,
    addresses: [vip],
    advertIntervalMs: 100,
    checksumForm: 'pseudo-header' as const,
    firstSeenMs: nowMs - 90_000,
    lastSeenMs: seen,
    adverts,
    freshness: fresh as 'fresh' | 'stale',
  });
  const report = (index: 0 | 1, state: 'master' | 'backup') => ({
    node: names[index],
    state,
    cause: state === 'master' ? 'advert gap 0.361 s' : 'started',
    sinceMs: nowMs - 90_000,
    priority: index === 0 ? 150 : 100,
    configuredPriority: index === 0 ? 150 : 100,
    switchoverPriority: null,
    faults: [],
    mismatches: [],
    addressesHeld: state === 'master' ? [`${vip}/24`] : [],
    seenMs: seen - 200,
    freshness: fresh as 'fresh' | 'stale',
  });
  const other = owner === 0 ? 1 : 0;
  const arp = (index: 0 | 1) => ({
    vip,
    mac: macs[index],
    node: names[index],
    seenMs: seen - 900,
    how: 'gratuitous' as const,
    freshness: fresh as 'fresh' | 'stale',
  });
  const router: RouterOwnership = {
    vrid: 51,
    vips: [`${vip}/24`],
    verdict,
    owner: verdict === 'owned' ? names[owner] : null,
    sinceMs: verdict === 'owned' ? nowMs - 83_000 : null,
    source: verdict === 'owned' ? 'wire' : null,
    seenMs: verdict === 'owned' ? seen : null,
    advertIntervalMs: 100,
    masterDownIntervalMs: 360.9,
    witnesses:
      verdict === 'unknown'
        ? { wire: [], nodes: [], arp: [] }
        : verdict === 'split-brain'
          ? {
              wire: [wire(0), wire(1)],
              nodes: [report(0, 'master'), report(1, 'master')],
              arp: [arp(0), arp(1)],
            }
          : {
              wire: [wire(owner)],
              nodes: [report(owner, 'master'), report(other, 'backup')],
              arp: [verdict === 'disagree' ? arp(other) : arp(owner)],
            },
    transitions:
      verdict === 'unknown'
        ? []
        : [
            {
              atMs: nowMs - 83_000,
              from: names[1],
              to: names[0],
              cause: phrase('cause.preempted', { priority: 150, previous: 100 }),
              source: 'wire',
            },
            {
              atMs: nowMs - 95_000,
              from: names[0],
              to: names[1],
              cause: phrase('cause.gap', { gap: '361 ms' }),
              source: 'wire',
            },
            {
              atMs: nowMs - 400_000,
              from: null,
              to: names[0],
              cause: phrase('cause.first'),
              source: 'node',
            },
          ],
  };
  return {
    lab: lab.lab.name,
    nowMs,
    capture: {
      state: verdict === 'unknown' ? 'off' : 'running',
      interface: 'tandem0',
      problem: null,
      frames: adverts,
      drops: 0,
    },
    nodes: names.map((name, index) => ({
      name,
      host: hosts[index as 0 | 1],
      interface: 'eth0',
      agent: verdict === 'no-owner' ? 'lost' : verdict === 'unknown' ? 'connecting' : 'reporting',
      agentVersion: '0.1.0',
      seenMs: seen - 200,
      problem: null,
      problemMs: null,
      reportFreshness: verdict === 'unknown' ? 'never' : fresh,
      checks: [],
      lastReload: null,
    })),
    virtualRouters: [router],
  };
}

const crashBasis = phrase('basis.crash', { advert: '100 ms', skew: '60.9 ms', priority: 100 });

export function cardsOf(target: string, locked: Phrase | null): DrillCard[] {
  return [
    {
      kind: 'graceful-stop',
      target,
      vrid: 51,
      predicted: {
        minMs: 60.9,
        maxMs: 60.9,
        basis: phrase('basis.graceful-stop', { skew: '60.9 ms', priority: 100 }),
      },
      capMs: 60_000,
      locked,
    },
    {
      kind: 'crash',
      target,
      vrid: 51,
      predicted: { minMs: 260.9, maxMs: 360.9, basis: crashBasis },
      capMs: 60_000,
      locked,
    },
  ];
}

const phaseNames = ['baseline', 'arm', 'inject', 'observe', 'revert', 'verify'] as const;

export function phasesUpTo(running: number, t0: number): DrillPhase[] {
  return phaseNames.map((name, index) => ({
    name,
    state: index < running ? 'done' : index === running ? 'running' : 'waiting',
    startedMs: index <= running ? t0 + index * 900 : null,
    endedMs: index < running ? t0 + (index + 1) * 900 : null,
  }));
}

const timeline: DrillReport['timeline'] = [
  { t: -1804.2, what: 'guard-armed', detail: 'on node-a: lease 4 s, cap 60 s', source: 'engine' },
  { t: 0, what: 'inject', detail: 'crash on node-a', source: 'engine' },
  { t: -12.4, what: 'last-advert', detail: 'from 10.77.0.11, priority 150', source: 'wire' },
  { t: 9.8, what: 'icmp-lost', detail: 'last answered echo request', source: 'probe' },
  { t: 348.6, what: 'first-advert', detail: 'from 10.77.0.12, priority 100', source: 'wire' },
  { t: 348.9, what: 'gratuitous-arp', detail: 'from 02:4e:00:00:00:0c', source: 'wire' },
  { t: 359.8, what: 'icmp-back', detail: 'first answered again, 35 lost', source: 'probe' },
  { t: 402.1, what: 'http-back', detail: 'first answered again, 7 lost', source: 'probe' },
  { t: 3011.5, what: 'revert', detail: 'by engine', source: 'engine' },
  { t: 3402.8, what: 'owner-back', detail: 'from 10.77.0.11, priority 150', source: 'wire' },
  { t: 4120, what: 'verified', detail: 'everything is as it was', source: 'engine' },
];

export function reportOf(id: string, target: string, verdict: DrillReport['verdict']): DrillReport {
  const slow = verdict === 'fail';
  return {
    id,
    kind: 'crash',
    lab: 'practice',
    target,
    vrid: 51,
    startedAt: '2026-11-22T13:20:04.120Z',
    durationMs: 9120,
    verdict,
    reasons: slow ? [phrase('reason.too-long', { outage: '812 ms', limit: '611 ms' })] : [],
    hypothesis: phrase('hypothesis.takeover', { vrid: 51, limit: '611 ms' }),
    predicted: { outageMs: 360.9, minMs: 260.9, maxMs: 360.9, basis: crashBasis },
    measured: {
      takeoverMs: slow ? 799.2 : 348.6,
      detectMs: slow ? 811.6 : 361,
      arpMs: 0.3,
      outageMs: { icmp: slow ? 812 : 350, http: slow ? 850 : 358.4, tcp: null },
      lostProbes: slow ? 81 : 35,
      dualOwnerMs: 0,
      noOwnerMs: slow ? 811.6 : 361,
      transitions: 2,
      probeStepMs: 10,
    },
    phases: phasesUpTo(6, 0),
    timeline,
    guard: { armedAt: '2026-11-22T13:20:03.000Z', revertedBy: 'engine', revertMs: 391.3 },
    residue: slow ? ['unit tandem-agent.service: active, was inactive'] : [],
    environment: { tandem: '0.1.0', kernel: '6.12.0', lab: 'practice', 'VRRP version': '3' },
  };
}

export function progressOf(target: string, nowMs: number, step: number): DrillProgress {
  return {
    taskId: 'drill-1',
    kind: 'crash',
    lab: 'practice',
    target,
    vrid: 51,
    startedMs: nowMs - 3200,
    nowMs,
    phases: phasesUpTo(3, nowMs - 3200),
    timeline: timeline.slice(0, 5),
    guard: { armed: true, leaseEndsMs: nowMs + 3800, capEndsMs: nowMs + 56_000 },
    probes: {
      icmp: {
        sent: 320 + step * 10,
        lost: Math.max(0, Math.min(35, (step - 20) * 10)),
        ok: step < 20 || step > 24,
      },
      http: {
        sent: 64 + step * 2,
        lost: Math.max(0, Math.min(7, (step - 20) * 2)),
        ok: step < 20 || step > 24,
      },
    },
    reportId: null,
  };
}

const program = (name: HostProgram['name'], of: Partial<HostProgram>): HostProgram => ({
  name,
  version: null,
  running: false,
  enabled: false,
  listens: [],
  configuration: 'none',
  vrids: [],
  addresses: [],
  held: [],
  ...of,
});
export const hostPrograms: HostProgram[] = [
  program('nginx', { version: '1.22.1', running: true, enabled: true, listens: ['0.0.0.0:80', '[::]:80'] }),
  program('keepalived', { version: '2.2.7', running: true, vrids: [51], held: ['10.77.0.100/24'] }),
];
