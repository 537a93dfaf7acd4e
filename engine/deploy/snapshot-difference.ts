import { keepalivedConf, keepalivedFolder, keepalivedUnit, keptConf } from '../keepalived/paths.ts';
import { addressOf, canonicalVipLine } from './canonical-vip.ts';
import { filterTable, unfinished } from './host-paths.ts';
import { agentSettings, keepalivedSettings, parentFolders } from './host-snapshot.ts';
import type { OwnKeepalived } from './keepalived/own-keepalived.ts';

export interface SnapshotDifference {
  /** What Tandem made, or undid only in part. */
  residue: string[];
  /** What others changed meanwhile. */
  foreign: string[];
}

export interface Circumstances {
  /** `INTERFACE ADDRESS/PREFIX` that Tandem's speaker ever was to hold on this host. */
  vips: readonly string[];
  /** Whether this uninstall has just put back what was there of keepalived: what differs there now is not others' doing. */
  restoredKeepalived: boolean;
  /** Somebody's own keepalived that runs now: what it holds comes and goes. */
  own: OwnKeepalived | null;
}

type Word = 'gone' | 'new';

/** Compares the lines of `readHostSnapshot`, with or without those of `readKeepalivedSnapshot`. */
export function compareSnapshots(
  before: readonly string[],
  after: readonly string[],
  { vips, restoredKeepalived, own }: Circumstances,
): SnapshotDifference {
  const lines = vips.map(canonicalVipLine);
  const interfaces = new Set([...lines.map((line) => line.split(' ')[0]), 'all', 'default']);
  const addresses = new Set(lines.map((line) => line.split(' ')[1]));
  // With another value than the speaker's own it was somebody else; so it was with an interface that is new.
  const known = new Set(before.map(settingOf));
  const asOurs = new Set(after.filter(isAsSpeakerSets).map(settingOf));
  const paths = new Set(after.filter((line) => line.startsWith('path ')).map((line) => line.split(' ')[1]));
  const isOurs = (line: string, word: Word): boolean => {
    const [kind, first = '', second = ''] = line.split(' ');
    // Of a folder that others use, too, neither the mode is Tandem's nor what keeps it there.
    if (kind === 'path' && [...parentFolders, keepalivedFolder].includes(first))
      return word === 'gone' && !paths.has(first);
    if (kind === 'path' && first.startsWith(`${keepalivedFolder}/`))
      return (
        isKept(first) ||
        first === unfinished(keepalivedConf) ||
        (first === keepalivedConf && restoredKeepalived)
      );
    if (kind === 'unit' && first === keepalivedUnit) return restoredKeepalived;
    if (kind === 'path' && startLink.test(first)) return restoredKeepalived;
    if (kind === 'path' || kind === 'unit') return true;
    // What came with it and stays is what another package has come to need.
    if (kind === 'package') return word === 'new' && first === 'keepalived' && second === '';
    if (kind === 'table' && second === 'keepalived') return restoredKeepalived && own === null;
    if (kind === 'table') return `${first} ${second}` === filterTable || second.startsWith('tandem');
    if (kind === 'address') return addresses.has(second) && !own?.mayHold(addressOf(second));
    if (kind === 'macvlan') return first.startsWith('vrrp') && own === null;
    const setting = settingOf(line);
    return (
      kind === 'setting' && own === null && interfaces.has(first) && known.has(setting) && asOurs.has(setting)
    );
  };
  const residue: string[] = [];
  const foreign = new Set<string>();
  const sort = (here: readonly string[], there: readonly string[], word: Word) => {
    const same = new Set(there);
    const lasting = interfacesIn(there);
    const packages: string[] = [];
    for (const line of here.filter((entry) => !same.has(entry))) {
      const name = interfaceOf(line);
      if (isOurs(line, word)) residue.push(`${word}: ${line}`);
      else if (line.startsWith('package ')) packages.push(line.slice('package '.length));
      else if (name === null || lasting.has(name)) foreign.add(`${word}: ${line}`);
      else if (interfaces.has(name) || !containerInterface.test(name))
        foreign.add(`${word}: interface ${name}`);
    }
    if (packages.length > 0) foreign.add(`${word}: ${packagesText(packages)}`);
  };
  sort(before, after, 'gone');
  sort(after, before, 'new');
  return { residue, foreign: [...foreign] };
}

/** What `systemctl enable` and update-rc.d(8) make. */
const startLink = /\/(?:keepalived\.service|[SK]\d\dkeepalived)$/;

/** keepalived.conf as it was edited, and older ones by number (cp(1), --backup). */
export const isKept = (path: string) => path === keptConf || path.startsWith(`${keptConf}.`);

/** After an upgrade of the distribution there are hundreds. */
const mostPackages = 10;

function packagesText(names: readonly string[]): string {
  const more = names.length - mostPackages;
  return `package ${names.slice(0, mostPackages).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** They come and go with containers and virtual machines, by the hundred. */
const containerInterface = /^(?:veth|docker|br-|cali|cni|lxc|podman|vnet|tap)/;

function interfaceOf(line: string): string | null {
  const [kind = '', name = ''] = line.split(' ');
  return ['setting', 'address', 'macvlan'].includes(kind) ? name : null;
}

/** Every interface has its settings, as long as it is there. */
const interfacesIn = (lines: readonly string[]): Set<string | undefined> =>
  new Set(lines.filter((line) => line.startsWith('setting ')).map((line) => line.split(' ')[1]));

const settingOf = (line: string): string => line.split(' ').slice(0, 3).join(' ');

function isAsSpeakerSets(line: string): boolean {
  const [kind, , setting = '', value] = line.split(' ');
  return kind === 'setting' && (agentSettings.get(setting) ?? keepalivedSettings.get(setting)) === value;
}
