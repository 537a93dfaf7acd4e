import { ipv4ToNumber, parseSubnet, subnetContains } from '../../platform/subnet.ts';

/** A packet of protocol 112 on its way in or out. */
export interface VrrpPacket {
  direction: 'in' | 'out';
  source: string;
  destination: string;
  interface: string;
}

/** `unknown`: the rule asks something that cannot be answered from here (a named set, a limit, an extension). */
export type Match = 'yes' | 'no' | 'unknown';

/** What the packet has where a rule looks (`left` of a match, or the key of a map); undefined where that is not known. */
export function factOf(left: unknown, packet: VrrpPacket): (string | number)[] | undefined {
  const { payload, meta, ct } = left as { payload?: Field; meta?: { key: string }; ct?: { key: string } };
  if (payload?.protocol === 'ip') {
    if (payload.field === 'protocol') return [112, 'vrrp'];
    if (payload.field === 'saddr') return [packet.source];
    if (payload.field === 'daddr') return [packet.destination];
    if (payload.field === 'ttl') return [255];
  }
  const isMulticast = ipv4ToNumber(packet.destination) >= ipv4ToNumber('224.0.0.0');
  switch (meta?.key) {
    case 'l4proto':
      return [112, 'vrrp'];
    case 'nfproto':
      return ['ipv4', 2];
    case 'protocol':
      return ['ip'];
    case 'iifname':
    case 'iif':
      return [packet.direction === 'in' ? packet.interface : ''];
    case 'oifname':
    case 'oif':
      return [packet.direction === 'out' ? packet.interface : ''];
    case 'pkttype':
      return [isMulticast ? 'multicast' : packet.direction === 'in' ? 'host' : 'other'];
  }
  // Nobody answers an advert, so that the connection tracking never sees more than new ones.
  return ct?.key === 'state' ? ['new'] : undefined;
}

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
    const subnet = parseSubnet(`${prefix.addr}/${prefix.len}`);
    if (!subnet) return 'no';
    return values.some((value) => typeof value === 'string' && subnetContains(subnet, value)) ? 'yes' : 'no';
  }
  if (range !== undefined) {
    const number = (value: string | number) => (typeof value === 'number' ? value : ipv4ToNumber(value));
    const [low, high] = range.map(number) as [number, number];
    return values.some((value) => number(value) >= low && number(value) <= high) ? 'yes' : 'no';
  }
  return 'unknown';
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
    // A header that this packet does not have: TCP's, UDP's, IPv6's.
    const { payload } = left as { payload?: Field };
    return payload?.protocol !== undefined && payload.protocol !== 'ip' ? 'no' : 'unknown';
  }
  const match = fits(values, right);
  if (match === 'unknown' || !['==', 'in', '!='].includes(op)) return 'unknown';
  if (op !== '!=') return match;
  return match === 'yes' ? 'no' : 'yes';
}
