import { isWithin } from './address-range.ts';
import type { VrrpPacket } from './nft-match.ts';

/** A rule of the older tables (iptables-legacy), which nft does not show, or one that nft cannot show as JSON. */
export interface IptablesBlocker {
  chain: 'INPUT' | 'OUTPUT';
  /** As iptables-save prints it. */
  rule: string;
}

/** What iptables-save prints of the table filter: its rules by chain, and the policies of the chains that have one. */
interface Filter {
  rules: string[];
  policies: Map<string, string>;
}

type Verdict = { accepts: boolean; rule: string };

/** A text of somebody's, which may look like anything; iptables-save escapes quotes in it. */
const comment = / -m comment --comment (?:"(?:[^"\\]|\\.)*"|\S+)/g;

/** Jumps that go deeper than any real ruleset are not followed. */
const deepest = 16;

/**
 * Which rule drops the packet, following jumps; null where one accepts it, or where it cannot be told: a rule that asks
 * something unknown (a state, a set, a rate) is passed over.
 */
export function findIptablesBlocker(save: string, packet: VrrpPacket): IptablesBlocker | null {
  const chain = packet.direction === 'in' ? 'INPUT' : 'OUTPUT';
  const filter = parseFilter(save);
  const verdict = walk(filter, chain, packet, 0);
  if (verdict) return verdict.accepts ? null : { chain, rule: verdict.rule };
  return filter.policies.get(chain) === 'DROP' ? { chain, rule: `-P ${chain} DROP` } : null;
}

function parseFilter(save: string): Filter {
  const lines = save.split('\n').map((line) => line.trim());
  const start = lines.indexOf('*filter');
  const table = start < 0 ? [] : lines.slice(start + 1);
  const end = table.indexOf('COMMIT');
  const filter = end < 0 ? table : table.slice(0, end);
  const policies = filter.flatMap((line) => {
    const [, chain, policy] = /^:(\S+) (ACCEPT|DROP)\b/.exec(line) ?? [];
    return chain && policy ? [[chain, policy] as const] : [];
  });
  return { rules: filter.filter((line) => line.startsWith('-A ')), policies: new Map(policies) };
}

function walk(filter: Filter, chain: string, packet: VrrpPacket, depth: number): Verdict | null {
  if (depth > deepest) return null;
  for (const rule of filter.rules.filter((line) => line.startsWith(`-A ${chain} `))) {
    const bare = rule.replace(comment, '');
    const [, conditions = '', target = ''] = /^-A \S+ ?(.*?) ?-[jg] (\S+)/.exec(bare) ?? [];
    if (!matches(conditions, packet)) continue;
    if (target === 'ACCEPT') return { accepts: true, rule };
    if (target === 'DROP' || target === 'REJECT') return { accepts: false, rule };
    if (target === 'RETURN') return null;
    const deeper = walk(filter, target, packet, depth + 1);
    if (deeper) return deeper;
  }
  return null;
}

/** Every condition of a rule (iptables(8), PARAMETERS); one that is not known does not match. */
function matches(conditions: string, packet: VrrpPacket): boolean {
  const ours = { in: packet.direction === 'in', interface: packet.interface };
  const rest = conditions.replace(
    /(! )?-([psdio]) (\S+)/g,
    (_whole, not: string | undefined, option: string, value: string) =>
      holds(option, value, packet, ours) === (not === undefined) ? '' : 'other',
  );
  return rest.trim() === '';
}

function holds(
  option: string,
  value: string,
  packet: VrrpPacket,
  ours: { in: boolean; interface: string },
): boolean {
  switch (option) {
    case 'p':
      return ['112', 'vrrp', 'carp', 'all', '0'].includes(value);
    case 's':
      return inside(packet.source, value);
    case 'd':
      return inside(packet.destination, value);
    default:
      // A name that ends with + stands for every one that begins so.
      return (
        ours.in === (option === 'i') &&
        (value.endsWith('+') ? ours.interface.startsWith(value.slice(0, -1)) : ours.interface === value)
      );
  }
}

/** `ADDRESS/LENGTH`; a netmask that is no length does not match. */
function inside(address: string, range: string): boolean {
  const [network = '', length = '128'] = range.split('/');
  return /^\d+$/.test(length) && isWithin(address, network, Number(length));
}
