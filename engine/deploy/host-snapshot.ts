import type { Host } from '../ssh/host.ts';
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
 *   path PATH folder|file|link …      address INTERFACE ADDRESS/PREFIX      macvlan NAME
 *   setting INTERFACE NAME VALUE      table FAMILY NAME                     unit NAME LOAD ENABLED
 */
const script = `
LC_ALL=C
until [ "$1" = -- ]; do
  if [ -L "$1" ]; then echo "path $1 link $(readlink "$1")"
  elif [ -d "$1" ]; then echo "path $1 folder $(stat -c '%a %u:%g' "$1")"
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

/** @param vips `INTERFACE ADDRESS/PREFIX` that the agent ever was to hold on this host */
export function compareSnapshots(
  before: readonly string[],
  after: readonly string[],
  vips: readonly string[],
): SnapshotDifference {
  const interfaces = new Set(vips.map((line) => line.split(' ')[0]));
  const addresses = new Set(vips.map((line) => line.split(' ')[1]));
  const was = new Set(before);
  const is = new Set(after);
  // With another value than the agent's own it was somebody else; so it was with an interface that is new.
  const known = new Set(before.map(settingOf));
  const asOurs = new Set(after.filter((line) => isAsAgentSets(line)).map(settingOf));
  const isOurs = (line: string): boolean => {
    const [kind, first = '', second = ''] = line.split(' ');
    if (kind === 'path' || kind === 'unit') return true;
    if (kind === 'table') return `${first} ${second}` === filterTable || second.startsWith('tandem');
    if (kind === 'address') return addresses.has(second);
    if (kind === 'macvlan') return first.startsWith('vrrp');
    const setting = settingOf(line);
    return kind === 'setting' && interfaces.has(first) && known.has(setting) && asOurs.has(setting);
  };
  const residue: string[] = [];
  const foreign: string[] = [];
  const sort = (lines: readonly string[], other: ReadonlySet<string>, word: string) => {
    for (const line of lines)
      if (!other.has(line)) (isOurs(line) ? residue : foreign).push(`${word}: ${line}`);
  };
  sort(before, is, 'gone');
  sort(after, was, 'new');
  return { residue, foreign };
}

const settingOf = (line: string): string => line.split(' ').slice(0, 3).join(' ');

function isAsAgentSets(line: string): boolean {
  const [kind, , setting = '', value] = line.split(' ');
  return kind === 'setting' && agentSettings.get(setting) === value;
}
