import { nodeExec } from './exec.ts';
import type { NodeName } from './plan.ts';
import { CommandError } from './run.ts';

/** The state of a node that Tandem may change, as sorted lines by subject; times and counters are left out. */
export interface Snapshot {
  addresses: string[];
  links: string[];
  routes: string[];
  units: string[];
  nft: string[];
  files: string[];
}

interface IpLink {
  ifname: string;
  address?: string;
  flags?: string[];
  link?: string;
  master?: string;
  linkinfo?: { info_kind?: string };
  addr_info?: { local: string; prefixlen: number; scope: string; label?: string }[];
}

/** Names that Tandem may give to its own units, beside the services that it drills. */
const unitPatterns = ['tandem*', 'keepalived.service', 'nginx.service'];
/** Everything that Tandem may write in, besides /run/tandem*. */
const directories = ['/etc/systemd/system', '/etc/tandem', '/opt/tandem', '/run/systemd/system'];

/** One script, so that a snapshot is one moment and not eight; the parts are separated by a line of their own. */
const separator = '----- tandem-lab-part';
const script = `
part() { echo; echo '${separator}'; }
ip -j -d address show
part; ip -4 route show table all
part; ip -6 route show table all
part; systemctl show --property=Id,LoadState,ActiveState,SubState,UnitFileState,DropInPaths "$@"
part; systemctl list-units --all --plain --no-legend --full 'tandem*'
part; nft --stateless list ruleset
part
for path in ${directories.join(' ')} /run/tandem*; do
  [ -e "$path" ] || continue
  find "$path" ! -type f -printf '%p %y %m %u %l\\n' -o -type f -printf '%p %y %m %u ' -exec sha256sum {} \\;
done
`;

/** Takes a snapshot of a running node. Throws CommandError when the node cannot tell. */
export async function takeSnapshot(node: NodeName): Promise<Snapshot> {
  const argv = ['sh', '-c', script, 'snapshot', ...unitPatterns];
  const result = await nodeExec(node, argv, { timeoutMs: 20_000 });
  if (result.status !== 0) throw new CommandError(argv, result);
  return parseSnapshot(result.stdout);
}

/** Reads what the script printed. */
export function parseSnapshot(output: string): Snapshot {
  const [addresses = '', ...parts] = output.split(`\n${separator}\n`);
  const [routes4 = '', routes6 = '', shown = '', listed = '', nft = '', files = ''] = parts;
  const links = JSON.parse(addresses) as IpLink[];
  return {
    addresses: links
      .flatMap((link) =>
        (link.addr_info ?? []).map(({ local, prefixlen, scope, label }) =>
          `${link.ifname} ${local}/${prefixlen} ${scope} ${label ?? ''}`.trimEnd(),
        ),
      )
      .sort(),
    links: links.map(linkLine).sort(),
    // The kernel derives table local from the addresses, in part only once IPv6 has checked for duplicates.
    routes: [...lines(routes4), ...lines(routes6)]
      .filter((route) => !route.includes(' table local '))
      .map(withoutTimes)
      .sort(),
    units: [...unitLines(shown), ...lines(listed).map((line) => line.split(/\s+/, 4).join(' '))].sort(),
    // The order of rules matters, so these lines are numbered rather than sorted.
    nft: lines(nft).map((line, index) => `${index + 1}: ${line}`),
    files: lines(files).sort(),
  };
}

/** What differs, as `- subject: line` for what is gone and `+ subject: line` for what is new; empty if nothing. */
export function diffSnapshots(before: Snapshot, after: Snapshot): string[] {
  return (Object.keys(before) as (keyof Snapshot)[]).flatMap((subject) => [
    ...without(before[subject], after[subject]).map((line) => `- ${subject}: ${line}`),
    ...without(after[subject], before[subject]).map((line) => `+ ${subject}: ${line}`),
  ]);
}

/** The lines that are not in `others`, each as often as it is there more often. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

function linkLine(link: IpLink): string {
  const up = link.flags?.includes('UP') ? 'up' : 'down';
  return [link.ifname, link.linkinfo?.info_kind ?? '', link.link ?? '', link.address ?? '', up]
    .filter((word) => word !== '')
    .join(' ');
}

function unitLines(shown: string): string[] {
  return shown
    .trim()
    .split(/\n\s*\n/)
    .filter((unit) => unit.trim() !== '')
    .map((unit) => lines(unit).join(' '));
}

function withoutTimes(route: string): string {
  return route.replace(/ expires \S+/, '').trim();
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}
