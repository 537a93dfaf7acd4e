import type { Host } from '../ssh/host.ts';

/**
 * A host's state as lines that do not change by themselves: addresses, routes, packet rules, units, runtime drop-ins.
 * Two snapshots of an untouched host are equal.
 */
const script = `
ip -o addr | sed 's/ valid_lft.*//; s/\\\\//g; s/^[0-9]*: //' | sed 's/^/address /'
ip route | sed 's/^/route /'
ip -6 route | sed 's/ expires [0-9]*sec//' | sed 's/^/route /'
command -v nft >/dev/null && nft -s list ruleset | sed 's/^/nft /'
for unit in tandem-agent.service nginx.service keepalived.service; do
  systemctl show --property=LoadState,ActiveState,UnitFileState,DropInPaths "$unit" | sed "s/^/unit $unit /"
done
ls -1 /run/systemd/system 2>/dev/null | sed 's/^/runtime unit /'
ls -1d /run/tandem-drill 2>/dev/null | sed 's/^/guard /'
exit 0
`;

export async function takeSnapshot(host: Host): Promise<string[]> {
  return (await host.check(['sh', '-c', script])).split('\n').filter(Boolean).toSorted();
}

/** What differs, a line each: `gone: …` and `new: …`. Empty when both are equal. */
export function diffSnapshots(before: readonly string[], after: readonly string[]): string[] {
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `gone: ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
  ];
}
