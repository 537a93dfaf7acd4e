import { keepalivedUnit } from '../keepalived/paths.ts';
import type { Host } from '../ssh/host.ts';
import {
  configFolder,
  drillFolder,
  drillUnits,
  installFolder,
  noRestartFolderOf,
  runtimeFolder,
  unitFile,
  unitName,
} from './host-paths.ts';
import { removeKeepalived } from './keepalived/configure.ts';

/** What the cap's timer starts; it may be in the middle of starting the agent again. */
const capService = 'tandem-drill-cap.service';

const noRestartFolders = [unitName, keepalivedUnit].map(noRestartFolderOf);

/** Takes everything of Tandem off a host. Harmless where nothing is installed. */
export async function removeEverything(host: Host): Promise<void> {
  // The drill's guard first: one that fires later would start the agent again. Units that are not there are no fault.
  for (const verb of ['stop', 'reset-failed']) await host.run(['systemctl', verb, ...drillUnits, capService]);
  const hasUnit = (await host.run(['test', '-e', unitFile])).status === 0;
  if (hasUnit) await host.check(['systemctl', 'disable', '--now', '--quiet', unitName]);
  await host.check(['rm', '-rf', unitFile, ...noRestartFolders]);
  await host.check(['systemctl', 'daemon-reload']);
  if (hasUnit) await host.run(['systemctl', 'reset-failed', unitName]);
  await removeKeepalived(host);
  await host.check(['rm', '-rf', installFolder, configFolder, runtimeFolder, drillFolder]);
}

/**
 * What of Tandem is still on the host: paths, units, addresses of the lab. Empty after a clean removal. The lock is not
 * looked for: whoever asks holds it.
 */
export async function findResidue(host: Host, vips: readonly string[]): Promise<string[]> {
  const residue: string[] = [];
  const paths = [installFolder, configFolder, runtimeFolder, drillFolder, unitFile, ...noRestartFolders];
  for (const path of paths) if ((await host.run(['test', '-e', path])).status === 0) residue.push(path);
  const property = async (unit: string, name: string) =>
    (await host.run(['systemctl', 'show', '--property', name, '--value', unit])).stdout.trim();
  const load = await property(unitName, 'LoadState');
  if (load !== 'not-found') residue.push(`${unitName}: ${load}`);
  // systemd forgets a stopped transient unit a moment later, so only its activity says something.
  for (const unit of [...drillUnits, capService]) {
    const active = await property(unit, 'ActiveState');
    if (active !== 'inactive') residue.push(`${unit}: ${active}`);
  }
  const held = (await host.check(['ip', '-o', 'addr'])).split(/\s+/);
  for (const vip of vips) if (held.includes(vip)) residue.push(`address ${vip}`);
  return residue;
}
