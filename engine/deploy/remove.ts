import type { Host } from '../ssh/host.ts';
import { configFolder, installFolder, runtimeFolder, unitFile, unitName } from './host-paths.ts';

/** Takes everything of Tandem off a host. Harmless where nothing is installed. */
export async function removeEverything(host: Host): Promise<void> {
  const hasUnit = (await host.run(['test', '-e', unitFile])).status === 0;
  if (hasUnit) {
    await host.check(['systemctl', 'disable', '--now', '--quiet', unitName]);
    await host.check(['rm', '-f', unitFile]);
    await host.check(['systemctl', 'daemon-reload']);
    await host.run(['systemctl', 'reset-failed', unitName]);
  }
  await host.check(['rm', '-rf', installFolder, configFolder, runtimeFolder]);
}

/** What of Tandem is still on the host: paths, the unit, addresses of the lab. Empty after a clean removal. */
export async function findResidue(host: Host, vips: readonly string[]): Promise<string[]> {
  const residue: string[] = [];
  for (const path of [installFolder, configFolder, runtimeFolder, unitFile])
    if ((await host.run(['test', '-e', path])).status === 0) residue.push(path);
  const load = await host.run(['systemctl', 'show', '--property', 'LoadState', '--value', unitName]);
  if (load.stdout.trim() !== 'not-found') residue.push(`${unitName}: ${load.stdout.trim()}`);
  const held = (await host.check(['ip', '-o', 'addr'])).split(/\s+/);
  for (const vip of vips) if (held.includes(vip)) residue.push(`address ${vip}`);
  return residue;
}
