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
  wantsFolder,
} from './host-paths.ts';
import {
  compareSnapshots,
  parentFolders,
  readHostSnapshot,
  type SnapshotDifference,
} from './host-snapshot.ts';
import { removeKeepalived } from './keepalived/configure.ts';
import { type Manifest, removablePaths } from './manifest.ts';
import { releaseLeftovers } from './release.ts';

/** What the cap's timer starts; it may be in the middle of starting the agent again. */
const capService = 'tandem-drill-cap.service';

const noRestartFolders = [unitName, keepalivedUnit].map(noRestartFolderOf);

/** Takes everything of Tandem off a host. Harmless where nothing is installed; safe to run again. */
export async function removeEverything(host: Host, manifest: Manifest | null): Promise<void> {
  const before = manifest?.before ?? [];
  // The drill's guard first: one that fires later would start the agent again. Units that are not there are no fault.
  for (const verb of ['stop', 'reset-failed']) await host.run(['systemctl', verb, ...drillUnits, capService]);
  const hasUnit = (await host.run(['test', '-e', unitFile])).status === 0;
  if (hasUnit) await host.check(['systemctl', 'disable', '--now', '--quiet', unitName]);
  // An agent whose unit file was deleted runs on.
  else await host.run(['systemctl', 'stop', unitName]);
  await releaseLeftovers(host, manifest?.vips ?? [], before);
  await host.check(['rm', '-rf', unitFile, `${wantsFolder}/${unitName}`, ...noRestartFolders]);
  await host.check(['systemctl', 'daemon-reload']);
  await host.run(['systemctl', 'reset-failed', unitName]);
  await removeKeepalived(host);
  const named = manifest ? removablePaths(manifest) : [];
  await host.check([
    'rm',
    '-rf',
    ...new Set([installFolder, runtimeFolder, drillFolder, ...named, configFolder]),
  ]);
  // One that was made for Tandem, if nobody put anything else there since.
  const made = parentFolders.filter((folder) => !before.some((line) => line.startsWith(`path ${folder} `)));
  if (manifest?.before) for (const folder of made) await host.run(['rmdir', folder]);
}

/**
 * Looks whether everything of Tandem is gone. With a snapshot of before the first deploy the two are compared; without
 * one, everything that Tandem can leave is looked for.
 */
export async function proveRemoved(
  host: Host,
  vips: readonly string[],
  manifest: Manifest | null,
): Promise<SnapshotDifference> {
  if (!manifest?.before) return { residue: await findResidue(host, vips), foreign: [] };
  const after = await readHostSnapshot(host);
  const { residue, foreign } = compareSnapshots(manifest.before, after, [...vips, ...manifest.vips]);
  return { residue: [...residue, ...(await findActiveUnits(host))], foreign };
}

/**
 * What of Tandem is still on the host: paths, units, addresses of the lab. Empty after a clean removal. The lock is not
 * looked for: whoever asks holds it.
 * @param vips `INTERFACE ADDRESS/PREFIX`
 */
async function findResidue(host: Host, vips: readonly string[]): Promise<string[]> {
  const residue: string[] = [];
  const paths = [installFolder, configFolder, runtimeFolder, drillFolder, unitFile, ...noRestartFolders];
  for (const path of paths) if ((await host.run(['test', '-e', path])).status === 0) residue.push(path);
  const load = await propertyOf(host, unitName, 'LoadState');
  if (load !== 'not-found') residue.push(`${unitName}: ${load}`);
  residue.push(...(await findActiveUnits(host)));
  const held = (await host.check(['ip', '-o', 'addr'])).split(/\s+/);
  const addresses = new Set(vips.map((line) => line.split(' ').at(-1) ?? line));
  for (const vip of addresses) if (held.includes(vip)) residue.push(`address ${vip}`);
  return residue;
}

/** systemd forgets a stopped transient unit a moment later, so only its activity says something. */
async function findActiveUnits(host: Host): Promise<string[]> {
  const active: string[] = [];
  for (const unit of [unitName, ...drillUnits, capService]) {
    const state = await propertyOf(host, unit, 'ActiveState');
    if (state !== 'inactive') active.push(`${unit}: ${state}`);
  }
  return active;
}

async function propertyOf(host: Host, unit: string, name: string): Promise<string> {
  return (await host.run(['systemctl', 'show', '--property', name, '--value', unit])).stdout.trim();
}
