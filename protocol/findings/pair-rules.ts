import { canonicalAddress } from '../wire/address.ts';
import { type Finding, finding } from './finding.ts';
import { type Couple, isIpv6Router, type Located, type Side } from './pair.ts';

/** What must be the same, or fit, on both sides of one virtual router. */
export function coupleFindings(couple: Couple): Finding[] {
  return [
    ...versions(couple),
    ...intervals(couple),
    ...vips(couple),
    ...prefixes(couple),
    ...auth(couple),
    ...priorities(couple),
    ...unicast(couple),
    ...states(couple),
    ...checksums(couple),
  ];
}

/** Who is who in the words of a finding. */
function who({ vrid, sides: [a, b] }: Couple) {
  return { vrid, a: a.node, b: b.node };
}

function both<T>({ sides: [a, b] }: Couple, read: (side: Side) => Located<T>) {
  return [read(a), read(b)] as const;
}

function versions(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.version);
  if (first.value === second.value) return [];
  const params = { ...who(couple), first: first.value, second: second.value };
  return [finding('version-differs', 'error', second.where, params)];
}

/** RFC 3768, 7.1 discards another interval; RFC 9568, 6.4.2 learns it. */
function intervals(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.advertIntervalMs);
  if (first.value === second.value) return [];
  const version = couple.sides[0].router.version.value;
  const params = { ...who(couple), first: first.value, second: second.value, version };
  return [finding('interval-differs', version === 2 ? 'error' : 'warning', second.where, params)];
}

const addressOf = (cidr: string) => canonicalAddress(cidr.split('/')[0] ?? cidr);
const prefixOf = (cidr: string) => cidr.split('/')[1] ?? '';

function vips(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.vips);
  const [mine, other] = [first, second].map(({ value }) => value.map(addressOf).sort().join(' '));
  if (mine === other) return [];
  const params = { ...who(couple), first: mine || '-', second: other || '-' };
  return [finding('vips-differ', 'error', second.where, params)];
}

function prefixes(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.vips);
  return first.value.flatMap((cidr) => {
    const address = addressOf(cidr);
    const peer = second.value.find((other) => addressOf(other) === address);
    if (peer === undefined || prefixOf(peer) === prefixOf(cidr)) return [];
    const lengths = { first: prefixOf(cidr), second: prefixOf(peer) };
    return [finding('prefix-differs', 'warning', second.where, { ...who(couple), address, ...lengths })];
  });
}

/** The type, and of the password as much as an advert carries (RFC 2338, 5.3.6.1). */
const onTheWire = (auth: string | null) => auth?.slice(0, auth.indexOf(' ') + 1 + 8) ?? null;

function auth(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.auth);
  const isUsed = couple.sides.some(({ router }) => router.version.value === 2);
  if (!isUsed || onTheWire(first.value) === onTheWire(second.value)) return [];
  return [finding('auth-differs', 'error', second.where, who(couple))];
}

function priorities(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.priority);
  if (first.value !== second.value) return [];
  return [finding('priority-equal', 'warning', second.where, { ...who(couple), priority: first.value })];
}

function unicast(couple: Couple): Finding[] {
  const [a, b] = couple.sides;
  const [first, second] = both(couple, ({ router }) => router.unicast);
  if ((first.value === null) !== (second.value === null)) {
    const [unicast, multicast] = first.value === null ? [b.node, a.node] : [a.node, b.node];
    const where = first.value === null ? second.where : first.where;
    return [finding('unicast-mixed', 'error', where, { vrid: couple.vrid, unicast, multicast })];
  }
  const missing = (mine: Side, peer: Side) => {
    const source = peer.router.unicast.value?.source ?? null;
    if (source === null || mine.router.unicast.value?.peers.includes(source)) return [];
    const params = { vrid: couple.vrid, a: mine.node, b: peer.node, address: source };
    return [finding('unicast-peer-missing', 'error', mine.router.unicast.where, params)];
  };
  return first.value === null ? [] : [...missing(a, b), ...missing(b, a)];
}

function states(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.state);
  const found: Finding[] = [];
  if (first.value === 'MASTER' && second.value === 'MASTER')
    found.push(finding('both-master', 'warning', second.where, { vrid: couple.vrid }));
  const [a, b] = couple.sides;
  if (a.router.preempt.value !== b.router.preempt.value) {
    const { node, router } = a.router.preempt.value ? b : a;
    const params = { vrid: couple.vrid, a: node };
    found.push(finding('nopreempt-differs', 'warning', router.preempt.where, params));
  }
  return found;
}

function checksums(couple: Couple): Finding[] {
  const [first, second] = both(couple, ({ router }) => router.checksum);
  if (first.value === second.value || couple.sides.some(({ router }) => isIpv6Router(router))) return [];
  if (couple.sides.some(({ router }) => router.version.value === 2)) return [];
  const params = { ...who(couple), first: first.value ?? '-', second: second.value ?? '-' };
  return [finding('checksum-differs', 'error', second.where, params)];
}
