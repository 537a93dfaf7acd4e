import { keepalivedFolder, keepalivedUnit } from '../keepalived/paths.ts';
import type { Host } from '../ssh/host.ts';
import {
  configFolder,
  drillFolder,
  drillUnits,
  installFolder,
  noRestartFolderOf,
  runtimeFolder,
  unfinished,
  unitFile,
  unitName,
  wantsFolder,
} from './host-paths.ts';
import { packageFunctions } from './keepalived/package-scripts.ts';

/** Folders that a host has before Tandem comes, nearly always; one that was made for it goes with it. */
export const parentFolders = ['/opt', wantsFolder];

/** Everything that a deploy, an agent or a drill makes; and where they make it. */
const watchedPaths = [
  ...parentFolders,
  installFolder,
  configFolder,
  unitFile,
  unfinished(unitFile),
  `${wantsFolder}/${unitName}`,
  noRestartFolderOf(unitName),
  runtimeFolder,
  drillFolder,
];
const watchedUnits = [unitName, ...drillUnits];
/** What the agent sets of an interface while it has a virtual MAC address or IPv4 addresses there. */
export const agentSettings = new Map([
  ['arp_ignore', '1'],
  ['arp_announce', '2'],
  ['promote_secondaries', '1'],
]);
/** What keepalived sets beside those for a virtual MAC address (vrrp_if_config.c). */
export const keepalivedSettings = new Map([
  ['arp_filter', '1'],
  ['rp_filter', '0'],
]);
/** Beside a folder of its own: where `systemctl enable` and SysV's update-rc.d put their links. */
const keepalivedPaths = [`${wantsFolder}/${keepalivedUnit}`, noRestartFolderOf(keepalivedUnit)];
/** A folder with more in it than keepalived's is somebody's storage. */
const mostFiles = 1000;

const functions = `
LC_ALL=C
tell() {
  if [ -L "$1" ]; then echo "path $1 link $(readlink "$1")"
  elif [ -d "$1" ]; then echo "path $1 folder $(stat -c '%a %u:%g' "$1")"
  elif [ -e "$1" ] && [ ! -f "$1" ]; then echo "path $1 special"
  elif [ -e "$1" ]; then echo "path $1 file $(stat -c '%a %u:%g' "$1") $(sha256sum < "$1" | cut -c1-64)"
  fi
}
tell_settings() {
  for setting in "$@"; do
    for file in /proc/sys/net/ipv4/conf/*/"$setting"; do
      interface=\${file%/*}
      echo "setting \${interface##*/} $setting $(cat "$file")"
    done
  done
}
enabled() { systemctl is-enabled "$1" 2>/dev/null; }
`;

/**
 * The part of a host that a deploy can touch, a fact a line, the same as long as nobody changes it:
 *
 *   path PATH folder|file|link|special …    address INTERFACE ADDRESS/PREFIX      macvlan NAME
 *   setting INTERFACE NAME VALUE      table FAMILY NAME                     unit NAME LOAD ENABLED
 */
const script = `
${functions}
until [ "$1" = -- ]; do tell "$1"; shift; done
shift
until [ "$1" = -- ]; do
  echo "unit $1 $(systemctl show --property=LoadState --value "$1") $(enabled "$1")"
  shift
done
shift
tell_settings "$@"
ip -o address | while read -r _ interface _ address _; do echo "address $interface $address"; done
ip -o link show type macvlan | while read -r _ name _; do echo "macvlan \${name%%@*}"; done
if command -v nft >/dev/null; then nft list tables | sed -n 's/^table /table /p'; fi
exit 0
`;

/**
 * What a deploy of keepalived can touch beside that: its folder with all that is in it, its unit, its settings, and which
 * packages there are, whole ones and those of which the configuration was kept:
 *
 *   unit NAME LOAD ENABLED active|inactive      package NAME [removed]
 *
 *   $1 folder, $2 unit, $3 number of files
 */
const keepalivedScript = `
${functions}
${packageFunctions}
folder=$1 unit=$2 most=$3
shift 3
until [ "$1" = -- ]; do tell "$1"; shift; done
shift
find "$folder" /etc/rc?.d/[SK][0-9][0-9]keepalived 2>/dev/null | sort | head -n "$most" |
  while IFS= read -r path; do tell "$path"; done
systemctl is-active --quiet "$unit" && active=active || active=inactive
echo "unit $unit $(systemctl show --property=LoadState --value "$unit") $(enabled "$unit") $active"
tell_settings "$@"
list | sed 's/^/package /'
if command -v dpkg-query >/dev/null; then in_state rc | sed 's/^\\(.*\\)/package \\1 removed/'; fi
exit 0
`;

export async function readHostSnapshot(host: Host): Promise<string[]> {
  const argv = [...watchedPaths, '--', ...watchedUnits, '--', ...agentSettings.keys()];
  return readLines(host, script, argv);
}

export async function readKeepalivedSnapshot(host: Host): Promise<string[]> {
  const about = [keepalivedFolder, keepalivedUnit, String(mostFiles)];
  return readLines(host, keepalivedScript, [
    ...about,
    ...keepalivedPaths,
    '--',
    ...keepalivedSettings.keys(),
  ]);
}

async function readLines(host: Host, text: string, argv: readonly string[]): Promise<string[]> {
  const output = await host.check(['sh', '-c', text, 'sh', ...argv], { name: 'take a snapshot' });
  return [...new Set(output.split('\n').map((line) => line.trim()))].filter(Boolean).toSorted();
}
