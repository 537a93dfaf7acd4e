import type { Host } from '../ssh/host.ts';
import { canonicalVipLine } from './canonical-vip.ts';
import {
  configFolder,
  drillFolder,
  drillUnits,
  filterTable,
  installFolder,
  noRestartFolderOf,
  runtimeFolder,
  unitFile,
  unitName,
  wantsFolder,
} from './host-paths.ts';

/** Folders that a host has before Tandem comes, nearly always; one that was made for it goes with it. */
export const parentFolders = ['/opt', wantsFolder];

/** Everything that a deploy, an agent or a drill makes; and where they make it. */
const watchedPaths = [
  ...parentFolders,
  installFolder,
  configFolder,
  unitFile,
  `${wantsFolder}/${unitName}`,
  noRestartFolderOf(unitName),
  runtimeFolder,
  drillFolder,
];
const watchedUnits = [unitName, ...drillUnits];
/** What the agent sets of an interface while it has a virtual MAC address or IPv4 addresses there. */
const agentSettings = new Map([
  ['arp_ignore', '1'],
  ['arp_announce', '2'],
  ['promote_secondaries', '1'],
]);

/**
 * The part of a host that a deploy can touch, a fact a line, the same as long as nobody changes it:
 *
 *   path PATH folder|file|link|special …    address INTERFACE ADDRESS/PREFIX      macvlan NAME
 *   setting INTERFACE NAME VALUE      table FAMILY NAME                     unit NAME LOAD ENABLED
 */
const script = `
LC_ALL=C
until [ "$1" = -- ]; do
  if [ -L "$1" ]; then echo "path $1 link $(readlink "$1")"
  elif [ -d "$1" ]; then echo "path $1 folder $(stat -c '%a %u:%g' "$1")"
  elif [ -e "$1" ] && [ ! -f "$1" ]; then echo "path $1 special"
  elif [ -e "$1" ]; then echo "path $1 file $(stat -c '%a %u:%g' "$1") $(sha256sum < "$1" | cut -c1-64)"
  fi
  shift
done
shift
until [ "$1" = -- ]; do
  echo "unit $1 $(systemctl show --property=LoadState --value "$1") $(systemctl is-enabled "$1" 2>/dev/null)"
  shift
done
shift
for setting in "$@"; do
  for file in /proc/sys/net/ipv4/conf/*/"$setting"; do
    interface=\${file%/*}
    echo "setting \${interface##*/} $setting $(cat "$file")"
  done
done
ip -o address | while read -r _ interface _ address _; do echo "address $interface $address"; done
ip -o link show type macvlan | while read -r _ name _; do echo "macvlan \${name%%@*}"; done
if command -v nft >/dev/null; then nft list tables | sed -n 's/^table /table /p'; fi
exit 0
`;

export async function readHostSnapshot(host: Host): Promise<string[]> {
  const argv = [...watchedPaths, '--', ...watchedUnits, '--', ...agentSettings.keys()];
  const text = await host.check(['sh', '-c', script, 'sh', ...argv], { name: 'take a snapshot' });
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean).toSorted();
}

export interface SnapshotDifference {
  /** What Tandem made, or undid only in part. */
  residue: string[];
  /** What others changed meanwhile. */
  foreign: string[];
}

type Word = 'gone' | 'new';

/** @param vips `INTERFACE ADDRESS/PREFIX` that the agent ever was to hold on this host */
export function compareSnapshots(
  before: readonly string[],
  after: readonly string[],
  vips: readonly string[],
): SnapshotDifference {
  const lines = vips.map(canonicalVipLine);
  const interfaces = new Set(lines.map((line) => line.split(' ')[0]));
  const addresses = new Set(lines.map((line) => line.split(' ')[1]));
  // With another value than the agent's own it was somebody else; so it was with an interface that is new.
  const known = new Set(before.map(settingOf));
  const asOurs = new Set(after.filter((line) => isAsAgentSets(line)).map(settingOf));
  const paths = new Set(after.filter((line) => line.startsWith('path ')).map((line) => line.split(' ')[1]));
  const isOurs = (line: string, word: Word): boolean => {
    const [kind, first = '', second = ''] = line.split(' ');
    // Of a folder that others use, too, neither the mode is Tandem's nor what keeps it there.
    if (kind === 'path' && parentFolders.includes(first)) return word === 'gone' && !paths.has(first);
    if (kind === 'path' || kind === 'unit') return true;
    if (kind === 'table') return `${first} ${second}` === filterTable || second.startsWith('tandem');
    if (kind === 'address') return addresses.has(second);
    if (kind === 'macvlan') return first.startsWith('vrrp');
    const setting = settingOf(line);
    return kind === 'setting' && interfaces.has(first) && known.has(setting) && asOurs.has(setting);
  };
  const residue: string[] = [];
  const foreign = new Set<string>();
  const sort = (here: readonly string[], there: readonly string[], word: Word) => {
    const same = new Set(there);
    const lasting = interfacesIn(there);
    for (const line of here.filter((entry) => !same.has(entry))) {
      const name = interfaceOf(line);
      if (isOurs(line, word)) residue.push(`${word}: ${line}`);
      else if (name === null || lasting.has(name)) foreign.add(`${word}: ${line}`);
      else if (interfaces.has(name) || !containerInterface.test(name))
        foreign.add(`${word}: interface ${name}`);
    }
  };
  sort(before, after, 'gone');
  sort(after, before, 'new');
  return { residue, foreign: [...foreign] };
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

function isAsAgentSets(line: string): boolean {
  const [kind, , setting = '', value] = line.split(' ');
  return kind === 'setting' && agentSettings.get(setting) === value;
}
