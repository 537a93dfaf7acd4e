import type { Host } from '../ssh/host.ts';
import { addressOf, canonicalVip } from './canonical-vip.ts';
import { remainingDemoPages } from './demo-page/host-page.ts';
import { readHeldAddresses } from './held-addresses.ts';
import {
  configFolder,
  drillFolder,
  drillUnits,
  installFolder,
  runtimeFolder,
  unfinished,
  unitFile,
  unitName,
} from './host-paths.ts';
import { readHostSnapshot, readKeepalivedSnapshot } from './host-snapshot.ts';
import { type OwnKeepalived, readOwnKeepalived } from './keepalived/own-keepalived.ts';
import { keepalivedResidue, keptBecause } from './keepalived/residue.ts';
import type { Manifest } from './manifest.ts';
import { readOwnRules, ruleText } from './own-rules.ts';
import { capService, noRestartFolders, type Removal } from './remove.ts';
import { compareSnapshots, isKept, type SnapshotDifference } from './snapshot-difference.ts';

/**
 * Looks whether everything of Tandem but its manifest is gone. With a snapshot of before the first deploy the two are
 * compared; without one, everything that Tandem can leave is looked for.
 */
export async function proveRemoved(
  host: Host,
  vips: readonly string[],
  manifest: Manifest | null,
  removal: Removal,
): Promise<SnapshotDifference> {
  const { residue, foreign } = await differences(host, vips, manifest, removal);
  const { kept } = removal;
  const rules = await readOwnRules(host);
  const lines = new Set(kept.map(({ line }) => line));
  const isSaid = (entry: string) => lines.has(entry.replace(/^new: /, '').replace(/^address /, ''));
  const inWords = (isResidue: boolean) =>
    kept
      .filter((entry) => entry.isResidue === isResidue)
      .map(({ line, why }) => `address ${line} was left: ${why}`);
  return {
    residue: [...residue.filter((entry) => !isSaid(entry)), ...inWords(true), ...rules.map(ruleText)],
    foreign: [...foreign.filter((entry) => !isSaid(entry)), ...inWords(false)],
  };
}

async function differences(
  host: Host,
  vips: readonly string[],
  manifest: Manifest | null,
  { restoredKeepalived }: Removal,
): Promise<SnapshotDifference> {
  const own = await readOwnKeepalived(host);
  const pages = await remainingDemoPages(host, manifest?.pages ?? []);
  if (!manifest?.before) return { residue: [...(await findResidue(host, vips, own)), ...pages], foreign: [] };
  const { before, beforeKeepalived } = manifest;
  const withoutManifest = (lines: readonly string[]) =>
    lines.filter((line) => !line.startsWith(`path ${configFolder} `));
  const after = [
    ...(await readHostSnapshot(host)),
    ...(beforeKeepalived ? await readKeepalivedSnapshot(host) : []),
  ];
  const { residue, foreign } = compareSnapshots(
    withoutManifest([...before, ...(beforeKeepalived ?? [])]),
    withoutManifest(after),
    { vips: [...vips, ...manifest.vips], restoredKeepalived, own },
  );
  // What it is brought back by without what it is compared with, or the other way round.
  const isHalf = restoredKeepalived !== (beforeKeepalived !== null);
  const undecided = isHalf ? await keepalivedResidue(host) : [];
  const said = residue.map(keptInWords);
  return {
    residue: [...new Set([...said, ...undecided, ...(await findActiveUnits(host)), ...pages])],
    foreign,
  };
}

/** What is left of an edited keepalived.conf reads the same with a snapshot as without. */
function keptInWords(entry: string): string {
  const [, path = ''] = /^new: path (\S+) /.exec(entry) ?? [];
  return isKept(path) ? `${path}: ${keptBecause}` : entry;
}

/**
 * What of Tandem is still on the host, but for its manifest: paths, units, addresses of the lab. Empty after a clean
 * removal. The lock is not looked for: whoever asks holds it.
 * @param vips `INTERFACE ADDRESS/PREFIX`
 */
async function findResidue(
  host: Host,
  vips: readonly string[],
  own: OwnKeepalived | null,
): Promise<string[]> {
  const residue: string[] = [];
  const paths = [
    installFolder,
    runtimeFolder,
    drillFolder,
    unitFile,
    unfinished(unitFile),
    ...noRestartFolders,
  ];
  for (const path of paths) if ((await host.run(['test', '-e', path])).status === 0) residue.push(path);
  const load = await propertyOf(host, unitName, 'LoadState');
  if (load !== 'not-found') residue.push(`${unitName}: ${load}`);
  residue.push(...(await findActiveUnits(host)));
  const addresses = new Set(vips.map((line) => canonicalVip(line.split(' ').at(-1) ?? line)));
  for (const { line, vip } of await readHeldAddresses(host))
    if (addresses.has(vip) && !own?.mayHold(addressOf(vip))) residue.push(`address ${line}`);
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
