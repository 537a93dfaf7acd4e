import { probeShell } from '../host-facts/shell-probe.ts';
import type { Host } from '../ssh/host.ts';
import { addressOf, canonicalVipLine } from './canonical-vip.ts';
import { type HeldAddress, readHeldAddresses } from './held-addresses.ts';
import { filterTable, runtimeFolder, vipFile } from './host-paths.ts';
import type { OwnKeepalived } from './keepalived/own-keepalived.ts';

/** An address that was not taken away. */
export interface KeptAddress {
  /** `INTERFACE ADDRESS/PREFIX`, as ip(8) writes it. */
  line: string;
  why: string;
  /** Tandem's speaker may well have put it there: somebody has to look. */
  isResidue: boolean;
}

export interface Leftovers {
  /** `INTERFACE ADDRESS/PREFIX` of the manifest, which outlives a boot. */
  vips: readonly string[];
  /** The snapshot: what was there before the first deploy stays. */
  before: readonly string[];
  /** Whether there was an agent or a keepalived of ours. Without one, the manifest alone is no reason to delete. */
  hadSpeaker: boolean;
  /** What somebody's own keepalived may hold stays. */
  own: OwnKeepalived | null;
}

/**
 * What `libexec/release-vips` does when systemd ends the agent, for a host on which that could not run: an agent whose
 * files were deleted, or whose unit was. Nothing happens where it did; the agent has ended before. Resolves to the
 * addresses of the lists that are still there, and why.
 */
export async function releaseLeftovers(host: Host, leftovers: Leftovers): Promise<KeptAddress[]> {
  const kept = await releaseAddresses(host, leftovers);
  for (const line of await linesOf(host, `${runtimeFolder}/macvlans`)) {
    const [kind, name = '', setting = '', value = '', ours = ''] = line.split(' ');
    if (!isName(name)) continue;
    if (kind === 'macvlan') await host.run(['ip', 'link', 'delete', 'dev', name, 'type', 'macvlan']);
    if (kind === 'ipv4' && /^[a-z_]+$/.test(setting) && /^\d+$/.test(value)) {
      const file = `/proc/sys/net/ipv4/conf/${name}/${setting}`;
      // Only where nobody else has set it since.
      const now = (await host.run(['cat', file])).stdout.trim();
      if (now === ours) await host.run(['tee', file], { input: value });
    }
  }
  await host.run(['nft', 'delete', 'table', ...filterTable.split(' ')]);
  return kept;
}

async function releaseAddresses(
  host: Host,
  { vips, before, hadSpeaker, own }: Leftovers,
): Promise<KeptAddress[]> {
  const listed = new Set((await linesOf(host, vipFile)).map(canonicalVipLine));
  const named = new Set([...listed, ...vips.map(canonicalVipLine)]);
  const had = new Set(before);
  const held = await readHeldAddresses(host);
  const { entryAddress: entry } = await probeShell(host.session);
  const kept: KeptAddress[] = [];
  for (const address of held) {
    const { line, name, vip } = address;
    if (!named.has(line) || !isName(name) || had.has(`address ${line}`)) continue;
    if (own?.mayHold(addressOf(vip))) continue;
    const isListed = listed.has(line);
    const why = reasonToKeep(address, entry, isListed || hadSpeaker);
    if (why) kept.push({ line, why: why.text, isResidue: isListed || why.isResidue });
    else await host.run(['ip', 'address', 'delete', vip, 'dev', name]);
  }
  return kept;
}

function reasonToKeep(
  { vip, isLeased }: HeldAddress,
  entry: string,
  isOurs: boolean,
): { text: string; isResidue: boolean } | null {
  if (entry !== '' && addressOf(vip) === addressOf(entry))
    return { text: 'this very connection came in by it', isResidue: false };
  // What agent and keepalived add lasts for ever.
  if (isLeased) return { text: 'it has a lifetime: DHCP or a router gave it', isResidue: false };
  if (isOurs) return null;
  const text =
    'a deploy named it, but nothing is there any more that could have put it there; look whose it is';
  return { text, isResidue: true };
}

async function linesOf(host: Host, file: string): Promise<string[]> {
  const { status, stdout } = await host.run(['cat', file]);
  return status === 0 ? stdout.split('\n').filter(Boolean) : [];
}

/** As the kernel allows them, and nothing that leads out of a folder. */
const isName = (name: string): boolean => /^[A-Za-z0-9._@-]{1,15}$/.test(name) && !/^\.+$/.test(name);
