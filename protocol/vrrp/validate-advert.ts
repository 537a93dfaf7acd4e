import { pseudoHeaderOf } from '../wire/ip.ts';
import { decodeVrrp, vrrpGroup } from '../wire/vrrp.ts';
import type { ReceivedAdvert } from './state.ts';
import { NS_PER_MS } from './timers.ts';

/** What of a virtual router decides whether an advert is for it. Nobody changes one: who is to judge otherwise gets another. */
export interface AdvertFilter {
  version: 2 | 3;
  priority: number;
  advertIntervalNs: bigint;
  /** v2: what the authentication data must be; null for authentication type 0. */
  authData: Uint8Array | null;
  /** Unicast: who may speak, and the least TTL or hop limit; null for multicast. */
  unicast: { peers: ReadonlySet<string>; minTtl: number } | null;
  /** What our own adverts list, sorted; to tell when a peer lists something else. */
  addresses: readonly string[];
}

/** A virtual router, as far as what it hears is judged. */
export interface AdvertListener {
  filter: AdvertFilter;
  /** A master repeats itself, up to a hundred times a second: the same packet is judged once. */
  lastAccepted: Accepted | null;
}

/** What a virtual router last accepted, and as what it was judged. */
export interface Accepted {
  packet: ReceivedPacket;
  filter: AdvertFilter;
  advert: ReceivedAdvert;
  remarks: AdvertRemark[];
}

/** A packet of protocol 112 as it came in on an interface. Kept by whoever accepts it: nobody changes it afterwards. */
export interface ReceivedPacket {
  family: 4 | 6;
  source: string;
  destination: string;
  /** Time to live, or hop limit. */
  ttl: number;
  /** What IP carries. */
  message: Uint8Array;
  /** False where the IP header is wrong or the packet is a fragment. */
  headerOk: boolean;
}

/** Why an advert is discarded, in the order in which it is looked at (RFC 9568, 7.1; RFC 3768, 7.1). */
export const discardReasons = [
  'ip-header-wrong',
  'ttl-not-255',
  'version-mismatch',
  'type-unknown',
  'length-wrong',
  'checksum-bad',
  'vrid-unknown',
  'transport-mismatch',
  'not-a-peer',
  'we-own-the-address',
  'count-zero',
  'interval-zero',
  'auth-type-mismatch',
  'auth-mismatch',
  'interval-mismatch',
] as const;
export type DiscardReason = (typeof discardReasons)[number];

/** What is wrong between two nodes although the advert counts. */
export const advertRemarks = ['addresses-differ', 'interval-differs'] as const;
export type AdvertRemark = (typeof advertRemarks)[number];

export type Verdict<Router> =
  | { router: Router; advert: ReceivedAdvert; remarks: AdvertRemark[] }
  /** `router` is the one it would have been for, as far as one can say. */
  | { router: Router | undefined; discard: DiscardReason };

const nothing: AdvertRemark[] = [];

/**
 * Judges a packet.
 *
 * A v3 interval other than our own is legal and learnt, and remarked; a v2 one is a misconfiguration (RFC 3768, 7.1).
 * A list of addresses other than ours is only remarked: dropping the master's adverts for it would make two masters.
 *
 * @param find the virtual router with this VRID on this interface, of the packet's family
 */
export function validateAdvert<Router extends AdvertListener>(
  packet: ReceivedPacket,
  find: (vrid: number) => Router | undefined,
): Verdict<Router> {
  const router = find(packet.message[1] ?? 0);
  if (router === undefined) return judge<Router>(packet, undefined);
  const last = router.lastAccepted;
  if (last !== null && last.filter === router.filter && samePacket(packet, last.packet))
    return { router, advert: last.advert, remarks: last.remarks };
  const verdict = judge(packet, router);
  if ('advert' in verdict) {
    const { advert, remarks } = verdict;
    router.lastAccepted = { packet, filter: router.filter, advert, remarks };
  }
  return verdict;
}

function judge<Router extends AdvertListener>(
  packet: ReceivedPacket,
  router: Router | undefined,
): Verdict<Router> {
  const { family, source, destination, message } = packet;
  const filter = router?.filter;
  const discard = (reason: DiscardReason): Verdict<Router> => ({ router, discard: reason });
  if (!packet.headerOk || isUnspecified(source)) return discard('ip-header-wrong');
  if (packet.ttl < (filter?.unicast?.minTtl ?? 255)) return discard('ttl-not-255');
  const version = (message[0] ?? 0) >> 4;
  if (filter ? version !== filter.version : version !== 2 && version !== 3)
    return discard('version-mismatch');
  const { vrrp, problems, authData } = decodeVrrp(
    message,
    pseudoHeaderOf(source, destination, message.length),
    family,
  );
  if (problems.includes('type-unknown')) return discard('type-unknown');
  if (vrrp === undefined || problems.includes('length-wrong')) return discard('length-wrong');
  if (!vrrp.checksum.ok) return discard('checksum-bad');
  if (router === undefined || filter === undefined) return discard('vrid-unknown');
  if (!fitsTransport(destination, family, filter)) return discard('transport-mismatch');
  if (filter.unicast !== null && !filter.unicast.peers.has(source)) return discard('not-a-peer');
  if (filter.priority === 255) return discard('we-own-the-address');
  if (problems.includes('count-zero')) return discard('count-zero');
  if (problems.includes('interval-zero')) return discard('interval-zero');
  const advertIntervalNs = BigInt(vrrp.advertIntervalMs) * NS_PER_MS;
  const sameInterval = advertIntervalNs === filter.advertIntervalNs;
  if (vrrp.version === 2) {
    if (vrrp.authType !== (filter.authData === null ? 0 : 1)) return discard('auth-type-mismatch');
    if (filter.authData !== null && !sameBytes(authData, filter.authData)) return discard('auth-mismatch');
    if (!sameInterval) return discard('interval-mismatch');
  }
  const sameAddresses = sameList(vrrp.addresses, filter.addresses);
  const remarks =
    sameAddresses && sameInterval
      ? nothing
      : advertRemarks.filter((remark) => (remark === 'addresses-differ' ? !sameAddresses : !sameInterval));
  return { router, advert: { source, priority: vrrp.priority, advertIntervalNs }, remarks };
}

function samePacket(one: ReceivedPacket, other: ReceivedPacket): boolean {
  if (one === other) return true;
  return (
    one.source === other.source &&
    one.destination === other.destination &&
    one.ttl === other.ttl &&
    one.headerOk === other.headerOk &&
    sameBytes(one.message, other.message)
  );
}

/** Nobody's address (RFC 1122, 3.2.1.3; RFC 4291, 2.5.2): its sender is no router that could be known. */
const isUnspecified = (source: string) => source === '0.0.0.0' || source === '::';

/** Multicast is to the group of VRRP, not to any other (RFC 9568, 5.1.1.2 and 5.1.2.2). */
function fitsTransport(destination: string, family: 4 | 6, { unicast }: AdvertFilter): boolean {
  return unicast === null ? destination === vrrpGroup(family) : !isGroup(destination);
}

function isGroup(destination: string): boolean {
  if (destination.includes(':')) return destination.startsWith('ff');
  const first = Number.parseInt(destination, 10);
  return first >= 224 && first <= 239;
}

function sameBytes(left: Uint8Array | undefined, right: Uint8Array): boolean {
  if (left?.length !== right.length) return false;
  for (let at = 0; at < right.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

/** Whether a list has the same addresses as a sorted one. Most senders keep the order: no sorting then. */
function sameList(listed: readonly string[], sorted: readonly string[]): boolean {
  if (listed.length !== sorted.length) return false;
  const inOrder = listed.every((address, at) => address === sorted[at]);
  return inOrder || [...listed].sort().every((address, at) => address === sorted[at]);
}
