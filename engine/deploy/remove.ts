import { keepalivedUnit } from '../keepalived/paths.ts';
import type { Host } from '../ssh/host.ts';
import { canonicalVip } from './canonical-vip.ts';
import { remainingDemoPages, removeDemoPage } from './demo-page/host-page.ts';
import { readHeldAddresses } from './held-addresses.ts';
import {
  configFolder,
  drillFolder,
  drillUnits,
  installFolder,
  manifestFile,
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
import { keepalivedResidue } from './keepalived/residue.ts';
import { type Manifest, removablePaths } from './manifest.ts';
import { type KeptAddress, releaseLeftovers } from './release.ts';

/** What the cap's timer starts; it may be in the middle of starting the agent again. */
const capService = 'tandem-drill-cap.service';

const noRestartFolders = [unitName, keepalivedUnit].map(noRestartFolderOf);

/** Takes everything of Tandem off a host. Harmless where nothing is installed; safe to run again. */
export async function removeEverything(host: Host, manifest: Manifest | null): Promise<void> {
  await removeAllButManifest(host, manifest);
  await host.check(['rm', '-rf', configFolder]);
}

/** Keeps the file manifestFile.  $1 folder, $2 file */
const emptyScript = `
[ -d "$1" ] && [ ! -L "$1" ] || exit 0
for entry in "$1"/* "$1"/.[!.]*; do
  [ "$entry" = "$2" ] || rm -rf "$entry" || exit
done
`;

/**
 * The same, but for what a proof and a second attempt go by. Resolves to the addresses of Tandem's lists that it left
 * where they are.
 */
export async function removeAllButManifest(host: Host, manifest: Manifest | null): Promise<KeptAddress[]> {
  const before = manifest?.before ?? [];
  // The drill's guard first: one that fires later would start the agent again. Units that are not there are no fault.
  for (const verb of ['stop', 'reset-failed']) await host.run(['systemctl', verb, ...drillUnits, capService]);
  const exists = async (path: string) => (await host.run(['test', '-e', path])).status === 0;
  const hasUnit = await exists(unitFile);
  const hadAgent = hasUnit || (await exists(installFolder));
  if (hasUnit) await host.check(['systemctl', 'disable', '--now', '--quiet', unitName]);
  // An agent whose unit file was deleted runs on.
  else await host.run(['systemctl', 'stop', unitName]);
  const kept = await releaseLeftovers(host, { vips: manifest?.vips ?? [], before, hadAgent });
  await host.check(['rm', '-rf', unitFile, `${wantsFolder}/${unitName}`, ...noRestartFolders]);
  await host.check(['systemctl', 'daemon-reload']);
  await host.run(['systemctl', 'reset-failed', unitName]);
  await removeKeepalived(host);
  for (const page of manifest?.pages ?? []) await removeDemoPage(host, page);
  const named = manifest ? removablePaths(manifest) : [];
  const name = 'remove the configuration';
  await host.check(['sh', '-c', emptyScript, 'sh', configFolder, manifestFile], { name });
  await host.check(['rm', '-rf', ...new Set([installFolder, runtimeFolder, drillFolder, ...named])]);
  // One that was made for Tandem, if nobody put anything else there since.
  const made = parentFolders.filter((folder) => !before.some((line) => line.startsWith(`path ${folder} `)));
  if (manifest?.before) for (const folder of made) await host.run(['rmdir', folder]);
  return kept;
}

/**
 * Looks whether everything of Tandem but its manifest is gone. With a snapshot of before the first deploy the two are
 * compared; without one, everything that Tandem can leave is looked for.
 * @param kept addresses that were left where they are, which count by their reasons
 */
export async function proveRemoved(
  host: Host,
  vips: readonly string[],
  manifest: Manifest | null,
  kept: readonly KeptAddress[],
): Promise<SnapshotDifference> {
  const { residue, foreign } = await differences(host, vips, manifest);
  const lines = new Set(kept.map(({ line }) => line));
  const isKept = (entry: string) => lines.has(entry.replace(/^new: /, '').replace(/^address /, ''));
  const inWords = (isResidue: boolean) =>
    kept
      .filter((entry) => entry.isResidue === isResidue)
      .map(({ line, why }) => `address ${line} was left: ${why}`);
  return {
    residue: [...residue.filter((entry) => !isKept(entry)), ...inWords(true)],
    foreign: [...foreign.filter((entry) => !isKept(entry)), ...inWords(false)],
  };
}

async function differences(
  host: Host,
  vips: readonly string[],
  manifest: Manifest | null,
): Promise<SnapshotDifference> {
  const pages = await remainingDemoPages(host, manifest?.pages ?? []);
  if (!manifest?.before) return { residue: [...(await findResidue(host, vips)), ...pages], foreign: [] };
  const withoutManifest = (lines: readonly string[]) =>
    lines.filter((line) => !line.startsWith(`path ${configFolder} `));
  const after = withoutManifest(await readHostSnapshot(host));
  const before = withoutManifest(manifest.before);
  const { residue, foreign } = compareSnapshots(before, after, [...vips, ...manifest.vips]);
  return { residue: [...residue, ...(await findActiveUnits(host)), ...pages], foreign };
}

/** The last that goes, once nothing else is left. Resolves to what is left of it. */
export async function forgetHost(host: Host): Promise<string[]> {
  const { stderr } = await host.run(['rm', '-rf', configFolder]);
  // A link that leads nowhere does not exist for test -e.
  for (const flag of ['-e', '-L'])
    if ((await host.run(['test', flag, configFolder])).status === 0)
      return [stderr.trim() ? `${configFolder} (${stderr.trim()})` : configFolder];
  return [];
}

/**
 * What of Tandem is still on the host, but for its manifest: paths, units, addresses of the lab. Empty after a clean removal. The lock is not
 * looked for: whoever asks holds it.
 * @param vips `INTERFACE ADDRESS/PREFIX`
 */
async function findResidue(host: Host, vips: readonly string[]): Promise<string[]> {
  const residue: string[] = [];
  const paths = [installFolder, runtimeFolder, drillFolder, unitFile, ...noRestartFolders];
  for (const path of paths) if ((await host.run(['test', '-e', path])).status === 0) residue.push(path);
  const load = await propertyOf(host, unitName, 'LoadState');
  if (load !== 'not-found') residue.push(`${unitName}: ${load}`);
  residue.push(...(await findActiveUnits(host)));
  const addresses = new Set(vips.map((line) => canonicalVip(line.split(' ').at(-1) ?? line)));
  for (const { line, vip } of await readHeldAddresses(host))
    if (addresses.has(vip)) residue.push(`address ${line}`);
  residue.push(...(await keepalivedResidue(host)));
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
