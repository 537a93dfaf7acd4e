import { deployedFolder, keepalivedFolder, keepalivedUnit } from '../keepalived/paths.ts';
import type { Host } from '../ssh/host.ts';
import { removeDemoPage } from './demo-page/host-page.ts';
import {
  configFolder,
  drillFolder,
  drillUnits,
  installFolder,
  manifestFile,
  noRestartFolderOf,
  runtimeFolder,
  unfinished,
  unitFile,
  unitName,
  wantsFolder,
} from './host-paths.ts';
import { parentFolders } from './host-snapshot.ts';
import { removeKeepalived } from './keepalived/configure.ts';
import { readOwnKeepalived } from './keepalived/own-keepalived.ts';
import { type Manifest, readManifest, removablePaths } from './manifest.ts';
import { settleUnpacking } from './push.ts';
import { type KeptAddress, releaseLeftovers } from './release.ts';

/** What the cap's timer starts; it may be in the middle of starting the agent again. */
export const capService = 'tandem-drill-cap.service';

export const noRestartFolders = [unitName, keepalivedUnit].map(noRestartFolderOf);

/** Takes everything of Tandem off a host. Harmless where nothing is installed; safe to run again. */
export async function removeEverything(host: Host): Promise<void> {
  const state = await readManifest(host);
  await removeAllButManifest(host, state.kind === 'read' ? state.manifest : null);
  await host.check(['rm', '-rf', configFolder]);
}

export interface Removal {
  /** Addresses of Tandem's lists that were left where they are. */
  kept: KeptAddress[];
  /** Whether there was a deploy of keepalived to take back. */
  restoredKeepalived: boolean;
}

/** Keeps the file manifestFile.  $1 folder, $2 file */
const emptyScript = `
[ -d "$1" ] && [ ! -L "$1" ] || exit 0
for entry in "$1"/* "$1"/.[!.]*; do
  [ "$entry" = "$2" ] || rm -rf "$entry" || exit
done
`;

/** The same, but for what a proof and a second attempt go by. */
export async function removeAllButManifest(host: Host, manifest: Manifest | null): Promise<Removal> {
  // The drill's guard first: one that fires later would start the agent again. Units that are not there are no fault.
  for (const verb of ['stop', 'reset-failed']) await host.run(['systemctl', verb, ...drillUnits, capService]);
  await settleUnpacking(host);
  const exists = async (path: string) => (await host.run(['test', '-e', path])).status === 0;
  const hasUnit = await exists(unitFile);
  const hadAgent = hasUnit || (await exists(installFolder));
  if (hasUnit) await host.check(['systemctl', 'disable', '--now', '--quiet', unitName]);
  // An agent whose unit file was deleted runs on.
  else await host.run(['systemctl', 'stop', unitName]);
  await host.check([
    'rm',
    '-rf',
    unitFile,
    unfinished(unitFile),
    `${wantsFolder}/${unitName}`,
    ...noRestartFolders,
  ]);
  await host.check(['systemctl', 'daemon-reload']);
  await host.run(['systemctl', 'reset-failed', unitName]);
  const restoredKeepalived = await exists(deployedFolder);
  await removeKeepalived(host);
  // Only now does nobody add them again.
  const kept = await releaseLeftovers(host, {
    vips: manifest?.vips ?? [],
    before: manifest?.before ?? [],
    hadSpeaker: hadAgent || restoredKeepalived,
    own: await readOwnKeepalived(host),
  });
  for (const page of manifest?.pages ?? []) await removeDemoPage(host, page);
  const named = manifest ? removablePaths(manifest) : [];
  const name = 'remove the configuration';
  await host.check(['sh', '-c', emptyScript, 'sh', configFolder, manifestFile], { name });
  await host.check(['rm', '-rf', ...new Set([installFolder, runtimeFolder, drillFolder, ...named])]);
  if (manifest) for (const folder of madeFor(manifest)) await host.run(['rmdir', folder]);
  return { kept, restoredKeepalived };
}

/** Folders that were made for Tandem; they go if nobody put anything else there since. */
function madeFor({ before, beforeKeepalived }: Manifest): string[] {
  const missing = (folders: readonly string[], lines: readonly string[] | null) =>
    lines ? folders.filter((folder) => !lines.some((line) => line.startsWith(`path ${folder} `))) : [];
  return [...missing(parentFolders, before), ...missing([keepalivedFolder], beforeKeepalived)];
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
