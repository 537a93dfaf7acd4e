import type { Plan, PlanAction } from '../../protocol/contract/plan.ts';

type Step = Pick<PlanAction, 'kind'> & Partial<PlanAction>;

const newFile = (path: string, lines: readonly string[]) =>
  [`--- /dev/null`, `+++ ${path}`, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join(
    '\n',
  );

const agentConfig = '/etc/tandem/agent.json';
const agentFolder = '/opt/tandem/9f2c6d0b7a1e4c538f60a2d94be1c07385d6fa21b04e97c3528d1f6ab90e47cc';
const conf = '/etc/keepalived/keepalived.conf';

const theirs = [
  `--- ${conf}`,
  `+++ ${conf}`,
  '@@ -1,6 +1,6 @@',
  ' vrrp_instance tandem_51 {',
  '-  state MASTER',
  '-  interface eth1',
  '+  state BACKUP',
  '+  interface eth0',
  '   virtual_router_id 51',
  '-  priority 200',
  '+  priority 150',
].join('\n');

function agentSteps(): { prepare: Step[]; activate: Step[] } {
  const unit = '/etc/systemd/system/tandem-agent.service';
  return {
    prepare: [{ kind: 'upload', path: agentFolder, bytes: 41_943_040 }],
    activate: [
      { kind: 'link', path: '/opt/tandem/current' },
      { kind: 'write', path: agentConfig, diff: newFile(agentConfig, ['{', '  "vrid": 51', '}']) },
      { kind: 'write', path: unit, changes: false },
      { kind: 'run', command: ['systemctl', 'daemon-reload'] },
      { kind: 'run', command: ['systemctl', 'restart', 'tandem-agent.service'] },
    ],
  };
}

function keepalivedSteps(hasConf: boolean): { prepare: Step[]; activate: Step[] } {
  const write: Step = hasConf
    ? { kind: 'write', path: conf, diff: theirs, consent: 'replace-keepalived-conf' }
    : { kind: 'write', path: conf, diff: newFile(conf, ['vrrp_instance tandem_51 {', '}']) };
  return {
    prepare: [{ kind: 'install', consent: 'install-keepalived' }],
    activate: [
      ...(hasConf ? [{ kind: 'keep' as const, path: '/etc/tandem/keepalived/before.conf' }] : []),
      { kind: 'run', command: ['keepalived', '--config-test', `--use-file=${conf}.new`] },
      write,
      { kind: 'run', command: ['systemctl', 'start', 'keepalived.service'] },
    ],
  };
}

/** A plan as the engine would answer it: the standby first, both prepared before either is changed. */
export function planScript(scene: 'agent' | 'consent' | 'unchanged', names: readonly [string, string]): Plan {
  const nodes = [names[1], names[0]].map((node, index) => ({
    node,
    ...(scene === 'consent' ? keepalivedSteps(index === 1) : agentSteps()),
  }));
  const looks = { changes: false };
  const steps: (Step & { node: string | null })[] = [
    ...nodes.flatMap(({ node, prepare }) => prepare.map((step) => ({ ...step, node }))),
    { kind: 'check-segment', node: null, ...looks },
    ...nodes.flatMap(({ node, activate }) =>
      [...activate, { kind: 'verify' as const, ...looks }].map((step) => ({ ...step, node })),
    ),
    { kind: 'verify-pair', node: null, ...looks },
  ];
  const none = { changes: true, path: null, bytes: null, diff: null, command: null, consent: null };
  const unchanged = scene === 'unchanged';
  const actions = steps
    .filter(({ kind }) => !unchanged || kind !== 'run')
    .map((step, index): PlanAction => {
      const same = unchanged
        ? { changes: false, diff: null, bytes: step.bytes === undefined ? null : 0 }
        : {};
      return { ...none, no: index + 1, ...step, ...same };
    });
  return { actions, unchanged, warnings: [] };
}
