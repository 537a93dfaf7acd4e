import type { Host } from '../ssh/host.ts';
import { configure } from './activate.ts';
import { reloadAgent } from './agent-status.ts';
import { configFile, currentLink, installFolder, unitFile, unitName, vipFile } from './host-paths.ts';
import { forgetParts, settleUnpacking } from './push.ts';
import { removeEverything } from './remove.ts';

/** What a host had of Tandem before a deploy, enough to put it back. */
export interface Before {
  /** Folder name that `current` pointed to, or null where there was no agent. */
  current: string | null;
  config: string | null;
  unit: string | null;
  enabled: boolean;
  active: boolean;
  /** What the agent says it may hold: `INTERFACE ADDRESS/PREFIX`. */
  agentVips: string[];
}

export async function readBefore(host: Host): Promise<Before> {
  const text = async (argv: string[]) => {
    const { status, stdout } = await host.run(argv);
    return status === 0 ? stdout : null;
  };
  return {
    current: (await text(['readlink', currentLink]))?.trim() ?? null,
    config: await text(['cat', configFile]),
    unit: await text(['cat', unitFile]),
    enabled: (await text(['systemctl', 'is-enabled', '--quiet', unitName])) !== null,
    active: (await text(['systemctl', 'is-active', '--quiet', unitName])) !== null,
    agentVips: ((await text(['cat', vipFile])) ?? '').split('\n').filter(Boolean),
  };
}

/** Rolls one host back. What was installed beside the old agent is removed; what the old agent needs is kept. */
export async function restore(host: Host, before: Before, installed: string): Promise<void> {
  const { current, config, unit } = before;
  await settleUnpacking(host);
  if (current === null || config === null || unit === null) {
    return removeEverything(host);
  }
  await forgetParts(host);
  await configure(host, current, config, unit);
  await host.check(['systemctl', before.enabled ? 'enable' : 'disable', '--quiet', unitName]);
  // Where the same program still runs, what it serves goes on.
  const goesOn = before.active && installed === current && (await reloaded(host));
  if (!goesOn) await host.check(['systemctl', before.active ? 'restart' : 'stop', unitName]);
  if (installed !== current) await host.check(['rm', '-rf', `${installFolder}/${installed}`]);
}

function reloaded(host: Host): Promise<boolean> {
  return reloadAgent(host).then(
    () => true,
    () => false,
  );
}
