import { createHash, randomBytes } from 'node:crypto';
import { backendSchema, type Lab, type LabNode } from '../../../protocol/lab/schema.ts';
import { findArchive } from '../../deploy/archive.ts';
import { vipFile } from '../../deploy/host-paths.ts';
import { inspectHost } from '../../deploy/inspect.ts';
import { backendMarks } from '../../deploy/other-backend.ts';
import { hasArchive } from '../../deploy/push.ts';
import { readHostFacts } from '../../host-facts/read.ts';
import { probeShell } from '../../host-facts/shell-probe.ts';
import { deployedFolder } from '../../keepalived/paths.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Host } from '../../ssh/host.ts';
import { clockOffset } from './clock-offset.ts';
import type { PreflightFacts } from './facts.ts';
import { serviceUrl } from './service-url.ts';

export interface FactParts {
  archiveFolder: string;
  clock: Clock;
}

/**
 * Reads what `inspectHost` does not, one `key=value` a line. Fixed text; nothing is written.
 *   $1 interface, $2 the agent's list of its addresses, $3 that of a keepalived that Tandem deployed
 */
const script = `
for folder in /etc /etc/systemd/system /opt /run; do
  [ -d "$folder" ] || folder=/
  [ -w "$folder" ] || echo "readOnly=$folder"
done
link="/sys/class/net/$1"
if [ -d "$link" ]; then
  echo "flags=$(cat "$link/flags")"
  echo "carrier=$(cat "$link/carrier" 2>/dev/null)"
  state="/run/systemd/netif/links/$(cat "$link/ifindex")"
  echo "networkd=$(sed -n 's/^ADMIN_STATE=//p' "$state" 2>/dev/null)"
  file=$(sed -n 's/^NETWORK_FILE=//p' "$state" 2>/dev/null)
  [ -n "$file" ] && for part in "$file" "$file".d/*.conf /etc/systemd/network/"\${file##*/}".d/*.conf; do
    sed -n 's/^ *KeepConfiguration *= */keeps=/p' "$part" 2>/dev/null
  done
  case $(nmcli -g GENERAL.NM-MANAGED,GENERAL.STATE device show "$1" 2>/dev/null) in
    *externally*) ;; # an address that somebody else configures is left alone
    yes*) echo "networkManager=yes" ;;
  esac
  runs() { [ -d "/proc/$(cat "$1" 2>/dev/null || echo none)" ]; }
  echo "dhcpcd=$(
    for pid in "/run/dhcpcd/$1.pid" "/run/dhcpcd-$1.pid"; do runs "$pid" && echo yes && exit; done
    for pid in /run/dhcpcd/pid /run/dhcpcd.pid; do runs "$pid" && manager=yes; done
    [ -n "$manager" ] || exit
    allowed=$(sed -n 's/^ *allowinterfaces //p' /etc/dhcpcd.conf 2>/dev/null)
    set -f
    matches() { name=$1; shift; for pattern in "$@"; do case $name in $pattern) return 0 ;; esac; done; return 1; }
    matches "$1" $(sed -n 's/^ *denyinterfaces //p' /etc/dhcpcd.conf 2>/dev/null) && exit
    [ -z "$allowed" ] || matches "$1" $allowed || exit
    echo yes
  )"
  echo "dhcpcdFixed=$(awk -v name="$1" '$1 == "interface" { inside = $2 == name } inside && $1 == "static" && $2 ~ /^ip_address=/ { print "yes"; exit }' /etc/dhcpcd.conf 2>/dev/null)"
fi
${backendSchema.options.map((backend) => `[ ! -e ${backendMarks[backend]} ] || echo backend=${backend}`).join('\n')}
for list in "$2" "$3"; do [ -r "$list" ] && sed 's/^/agentVip=/' "$list"; done
if perl -MSocket -e 1 2>/dev/null; then echo "perl=$(command -v perl)"
else
  for name in python3 /usr/libexec/platform-python; do
    "$name" -c 'import socket, ctypes' 2>/dev/null && echo "python=$(command -v "$name")" && break
  done
fi
command -v curl >/dev/null && echo "curl=yes"
[ -n "$(ss -Hltn 'sport = :80' 2>/dev/null)" ] && echo "listens=yes"
exit 0
`;

/** Sent through a root command and hashed there, as the agent will be. */
const transportBytes = 64 * 1024;

/** Reads everything at once over the one connection; changes nothing. Rejects with `host.*`. */
export async function readFacts(
  { archiveFolder, clock }: FactParts,
  host: Host,
  lab: Lab,
  node: LabNode,
): Promise<PreflightFacts> {
  const options = { name: 'look at the host' };
  const url = serviceUrl(lab);
  const [base, output, shell, transportWorks, { programs }, offset, service] = await Promise.all([
    inspectHost(host),
    host.check(['sh', '-c', script, 'sh', node.interface, vipFile, `${deployedFolder}/vips`], options),
    probeShell(host.session),
    arrivesUnchanged(host),
    readHostFacts(host),
    readClock(host, clock),
    askService(host, url),
  ]);
  const values = (key: string) =>
    output
      .split('\n')
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) => line.slice(key.length + 1).trim());
  const value = (key: string) => values(key)[0] ?? '';
  const [perl, python] = [value('perl'), value('python')];
  return {
    ...base,
    user: node.user,
    isRoot: node.user === 'root',
    shell: { noise: shell.noise, refusal: shell.refusal },
    entryAddress: shell.entryAddress,
    transportWorks,
    transportBytes,
    clock: offset,
    readOnly: [...new Set(values('readOnly'))],
    hasArchive: await hasThisArchive(host, archiveFolder, base.machine),
    link: value('flags') === '' ? null : { up: isUp(value('flags')), carrier: value('carrier') === '1' },
    agentVips: values('agentVip'),
    programs,
    backends: backendSchema.options.filter((backend) => values('backend').includes(backend)),
    networkd: {
      manages: ['configured', 'configuring'].includes(value('networkd')),
      keeps: ['yes', 'true', 'static'].includes(values('keeps').at(-1) ?? ''),
    },
    networkManagerManages: value('networkManager') === 'yes',
    dhcpcd: { manages: value('dhcpcd') === 'yes', isFixed: value('dhcpcdFixed') === 'yes' },
    service: { url, status: service, listens: value('listens') === 'yes', hasCurl: value('curl') === 'yes' },
    interpreter: perl ? { kind: 'perl', path: perl } : python ? { kind: 'python', path: python } : null,
  };
}

/** IFF_UP (netdevice(7)). */
const isUp = (flags: string) => (Number.parseInt(flags, 16) & 1) === 1;

async function arrivesUnchanged(host: Host): Promise<boolean> {
  const bytes = randomBytes(transportBytes);
  const { stdout } = await host.run(['sha256sum'], { input: bytes });
  return stdout.trim().startsWith(createHash('sha256').update(bytes).digest('hex'));
}

/** Twice, since the first exchange over a fresh channel is the slower one; the better of the two counts. */
async function readClock(host: Host, clock: Clock) {
  const readings = [];
  for (let turn = 0; turn < 2; turn++) {
    const sentMs = clock.now();
    const { stdout } = await host.run(['date', '+%s%N']);
    readings.push(clockOffset({ sentMs, receivedMs: clock.now(), text: stdout }));
  }
  const known = readings.filter((reading) => reading !== null);
  return known.sort((a, b) => a.uncertaintyMs - b.uncertaintyMs)[0] ?? null;
}

async function askService(host: Host, url: string): Promise<number | null> {
  const argv = ['curl', '-sS', '-k', '-o', '/dev/null', '-m', '2', '-w', '%{http_code}', '--', url];
  const { status, stdout } = await host.run(argv);
  return status === 0 ? Number(stdout.trim()) : null;
}

/** An architecture without an archive is another check's matter. */
async function hasThisArchive(host: Host, archiveFolder: string, machine: string): Promise<boolean> {
  try {
    return await hasArchive(host, findArchive(archiveFolder, machine));
  } catch {
    return false;
  }
}
