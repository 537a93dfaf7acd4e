import type { DrillKind } from '../../protocol/contract/drills.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { noRestartFileOf, noRestartFolderOf, unitName } from '../deploy/host-paths.ts';
import { keepalivedUnit } from '../keepalived/paths.ts';
import type { Host } from '../ssh/host.ts';

/** What speaks VRRP on a node, by backend. */
export const unitOf: Record<Lab['backend'], string> = {
  'tandem-agent': unitName,
  keepalived: keepalivedUnit,
};

/** Says the host's time right before it breaks something. */
interface Injection {
  /** Done before T0, after the guard is armed; also undone by it. */
  prepare(host: Host, unit: string): Promise<void>;
  /** $1 is the unit. */
  script: string;
}

const injections: Record<DrillKind, Injection> = {
  'graceful-stop': {
    prepare: async () => undefined,
    script: 'date +%s%N; exec systemctl stop "$1"',
  },
  // Every process of the unit: a keepalived whose parent alone is killed stops gracefully.
  crash: {
    prepare: async (host, unit) => {
      await host.check(['mkdir', '-p', noRestartFolderOf(unit)]);
      await host.check(['tee', noRestartFileOf(unit)], { input: '[Service]\nRestart=no\n' });
      await host.check(['systemctl', 'daemon-reload']);
    },
    script: `
group=$(systemctl show --property ControlGroup --value "$1")
pids=$(cat "/sys/fs/cgroup$group/cgroup.procs" 2>/dev/null || cat "/sys/fs/cgroup/systemd$group/cgroup.procs")
[ -n "$pids" ] || exit 1
date +%s%N
kill -KILL $pids`,
  },
};

/** Breaks it. Resolves to T0 on the host's clock, milliseconds since the epoch. Rejects with host.command-failed. */
export async function inject(kind: DrillKind, unit: string, host: Host): Promise<number> {
  await injections[kind].prepare(host, unit);
  const output = await host.check(['sh', '-c', injections[kind].script, 'sh', unit], {
    name: `inject ${kind}`,
  });
  return Number(output.split('\n')[0]) / 1e6;
}
