import { decodeIp, PROTOCOL_VRRP, pseudoHeader } from '../wire/ip.ts';
import { decodeVrrp } from '../wire/vrrp.ts';
import type { ReceivedAdvert } from './machine.ts';
import { NS_PER_MS } from './timers.ts';

/** What of a virtual router decides whether an advert is for it. */
export interface AdvertFilter {
  version: 2 | 3;
  priority: number;
  advertIntervalNs: bigint;
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
  'we-own-the-address',
  'count-zero',
  'interval-zero',
  'auth-type-mismatch',
  'interval-mismatch',
] as const;
export type DiscardReason = (typeof discardReasons)[number];

export type Verdict<Router> =
  | { router: Router; advert: ReceivedAdvert }
  /** `router` is the one it would have been for, as far as one can say. */
  | { router: Router | undefined; discard: DiscardReason };

/**
 * Judges an IPv4 packet that came in on an interface.
 *
 * A v3 interval other than our own is legal and learnt; a v2 one is a misconfiguration (RFC 3768, 7.1). A list of
 * addresses other than ours is not a reason: dropping the master's adverts for it would make two masters.
 *
 * @param packet with its IP header, as raw sockets deliver it
 * @param find the virtual router with this VRID on this interface
 */
export function validateAdvert<Router extends AdvertFilter>(
  packet: Uint8Array,
  find: (vrid: number) => Router | undefined,
): Verdict<Router> {
  const ip = decodeIp(packet);
  if (ip === undefined || ip.version !== 4 || ip.protocol !== PROTOCOL_VRRP || ip.fragment)
    return { router: undefined, discard: 'ip-header-wrong' };
  const message = packet.subarray(ip.headerLength, ip.headerLength + ip.payloadLength);
  const router = find(message[1] ?? 0);
  const discard = (reason: DiscardReason): Verdict<Router> => ({ router, discard: reason });
  if (ip.problems.includes('ip-header-wrong')) return discard('ip-header-wrong');
  if (ip.ttl !== 255) return discard('ttl-not-255');
  const version = (message[0] ?? 0) >> 4;
  if (router ? version !== router.version : version !== 2 && version !== 3)
    return discard('version-mismatch');
  const pseudo = pseudoHeader(packet, PROTOCOL_VRRP, ip.payloadLength);
  const { vrrp, problems } = decodeVrrp(message, pseudo);
  if (problems.includes('type-unknown')) return discard('type-unknown');
  if (vrrp === undefined || problems.includes('length-wrong') || message.length < ip.payloadLength)
    return discard('length-wrong');
  if (!vrrp.checksum.ok) return discard('checksum-bad');
  if (router === undefined) return discard('vrid-unknown');
  if (router.priority === 255) return discard('we-own-the-address');
  if (problems.includes('count-zero')) return discard('count-zero');
  if (problems.includes('interval-zero')) return discard('interval-zero');
  const advertIntervalNs = BigInt(vrrp.advertIntervalMs) * NS_PER_MS;
  if (vrrp.version === 2) {
    if (vrrp.authType !== 0) return discard('auth-type-mismatch');
    if (advertIntervalNs !== router.advertIntervalNs) return discard('interval-mismatch');
  }
  return { router, advert: { source: ip.src, priority: vrrp.priority, advertIntervalNs } };
}
