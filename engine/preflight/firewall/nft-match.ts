import { isBetween, isWithin } from './address-range.ts';

/** A packet of protocol 112 on its way in or out. */
export interface VrrpPacket {
  direction: 'in' | 'out';
  family: 4 | 6;
  source: string;
  destination: string;
  interface: string;
}

/** `unknown`: the rule asks something that cannot be answered from here (a named set, a limit, an extension). */
export type Match = 'yes' | 'no' | 'unknown';

/** What a rule says to mean protocol 112 of the packet's family, in words of nft(8). */
export function headerMatch({ family }: VrrpPacket): string[] {
  return family === 4 ? ['ip', 'protocol', '112'] : ['ip6', 'nexthdr', '112'];
}

/** What the families are called where a rule asks for them, and the fields of their headers. */
const named = {
  4: { header: 'ip', protocol: 'protocol', ttl: 'ttl', nfproto: ['ipv4', 2] },
  6: { header: 'ip6', protocol: 'nexthdr', ttl: 'hoplimit', nfproto: ['ipv6', 10] },
};

/** What the packet has where a rule looks (`left` of a match, or the key of a map); undefined where that is not known. */
export function factOf(left: unknown, packet: VrrpPacket): (string | number)[] | undefined {
  const { payload, meta, ct } = left as { payload?: Field; meta?: { key: string }; ct?: { key: string } };
  const names = named[packet.family];
  if (payload?.protocol === names.header) {
    if (payload.field === names.protocol) return [112, 'vrrp'];
    if (payload.field === 'saddr') return [packet.source];
    if (payload.field === 'daddr') return [packet.destination];
    if (payload.field === names.ttl) return [255];
  }
  switch (meta?.key) {
    case 'l4proto':
      return [112, 'vrrp'];
    case 'nfproto':
      return names.nfproto;
    case 'protocol':
      return [names.header];
    case 'iifname':
    case 'iif':
      return [packet.direction === 'in' ? packet.interface : ''];
    case 'oifname':
    case 'oif':
      return [packet.direction === 'out' ? packet.interface : ''];
    case 'pkttype':
      return [isMulticast(packet) ? 'multicast' : packet.direction === 'in' ? 'host' : 'other'];
  }
  // Nobody answers an advert, so that the connection tracking never sees more than new ones.
  return ct?.key === 'state' ? ['new'] : undefined;
}

const isMulticast = ({ family, destination }: VrrpPacket) =>
  family === 4 ? isWithin(destination, '224.0.0.0', 4) : isWithin(destination, 'ff00::', 8);

interface Field {
  protocol?: string;
  field?: string;
}

/** Does a value fit the right side: one value, a set, a range, a prefix? */
export function fits(values: readonly (string | number)[], right: unknown): Match {
  if (typeof right === 'number') return values.includes(right) ? 'yes' : 'no';
  if (typeof right === 'string') {
    if (right.startsWith('@')) return 'unknown';
    const start = right.endsWith('*') ? right.slice(0, -1) : null;
    return values.some((value) => value === right || (start !== null && String(value).startsWith(start)))
      ? 'yes'
      : 'no';
  }
  if (Array.isArray(right)) return anyOf(right.map((entry) => fits(values, entry)));
  const { set, prefix, range, elem } = (right ?? {}) as {
    set?: unknown;
    prefix?: { addr: string; len: number };
    range?: [string | number, string | number];
    elem?: { val: unknown };
  };
  if (set !== undefined) return fits(values, set);
  if (elem !== undefined) return fits(values, elem.val);
  if (prefix !== undefined) {
    const { addr, len } = prefix;
    return values.some((value) => isWithin(String(value), addr, len)) ? 'yes' : 'no';
  }
  if (range !== undefined) {
    const [low, high] = range;
    return values.some((value) => isInRange(value, low, high)) ? 'yes' : 'no';
  }
  return 'unknown';
}

type Value = string | number;

/** Of numbers, or of addresses. */
function isInRange(value: Value, low: Value, high: Value): boolean {
  if (typeof low === 'number' && typeof high === 'number')
    return Number(value) >= low && Number(value) <= high;
  return isBetween(String(value), String(low), String(high));
}

function anyOf(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes';
  return matches.includes('unknown') ? 'unknown' : 'no';
}

/** One `match` of a rule. */
export function matches(expression: unknown, packet: VrrpPacket): Match {
  const { op, left, right } = expression as { op: string; left: unknown; right: unknown };
  const values = factOf(left, packet);
  if (values === undefined) {
    // A header that this packet does not have: TCP's, UDP's, the other family's.
    const { payload } = left as { payload?: Field };
    const isOwn = payload?.protocol === undefined || payload.protocol === named[packet.family].header;
    return isOwn ? 'unknown' : 'no';
  }
  const match = fits(values, right);
  if (match === 'unknown' || !['==', 'in', '!='].includes(op)) return 'unknown';
  if (op !== '!=') return match;
  return match === 'yes' ? 'no' : 'yes';
}
