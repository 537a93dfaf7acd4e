import type { DrillKind } from '../../protocol/contract/drills.ts';
import { noRestartFile, noRestartFolder, unitName } from '../deploy/host-paths.ts';
import type { Host } from '../ssh/host.ts';

/** Says the host's time right before it breaks something. */
interface Injection {
  /** Done before T0, after the guard is armed; also undone by it. */
  prepare(host: Host): Promise<void>;
  script: string;
}

const injections: Record<DrillKind, Injection> = {
  'graceful-stop': {
    prepare: async () => undefined,
    script: `date +%s%N; exec systemctl stop ${unitName}`,
  },
  crash: {
    prepare: async (host) => {
      await host.check(['mkdir', '-p', noRestartFolder]);
      await host.check(['tee', noRestartFile], { input: '[Service]\nRestart=no\n' });
      await host.check(['systemctl', 'daemon-reload']);
    },
    script: `pid=$(systemctl show --property MainPID --value ${unitName}); [ "$pid" -gt 0 ] || exit 1; date +%s%N; kill -KILL "$pid"`,
  },
};

/** Breaks it. Resolves to T0 on the host's clock, milliseconds since the epoch. Rejects with host.command-failed. */
export async function inject(kind: DrillKind, host: Host): Promise<number> {
  await injections[kind].prepare(host);
  const output = await host.check(['sh', '-c', injections[kind].script]);
  return Number(output.split('\n')[0]) / 1e6;
}
