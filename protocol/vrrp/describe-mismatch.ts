import { pseudoHeaderOf } from '../wire/ip.ts';
import { decodeVrrp } from '../wire/vrrp.ts';
import type { AdvertFilter, AdvertRemark, DiscardReason, ReceivedPacket } from './validate-advert.ts';

/** What does not fit, as the peer has it and as we do; for people. */
export interface MismatchSides {
  theirs: string;
  ours: string;
}

/** Longer lists are cut: the journal has a line for it, not a page. */
const MAX_LISTED = 16;

/** Undefined where there are no two sides, and of passwords, which belong into no journal. */
export function describeMismatch(
  what: DiscardReason | AdvertRemark,
  packet: ReceivedPacket,
  filter: AdvertFilter,
): MismatchSides | undefined {
  const { family, source, destination, message, ttl } = packet;
  const pseudo = pseudoHeaderOf(source, destination, message.length);
  const { vrrp } = decodeVrrp(message, pseudo, family);
  switch (what) {
    case 'ttl-not-255':
      return { theirs: `${ttl}`, ours: `at least ${filter.unicast?.minTtl ?? 255}` };
    case 'version-mismatch':
      return { theirs: `${(message[0] ?? 0) >> 4}`, ours: `${filter.version}` };
    case 'transport-mismatch':
      return { theirs: `to ${destination}`, ours: filter.unicast === null ? 'multicast' : 'unicast' };
    case 'not-a-peer':
      return { theirs: source, ours: listed([...(filter.unicast?.peers ?? [])]) };
    case 'auth-type-mismatch':
      return { theirs: `type ${vrrp?.authType}`, ours: `type ${filter.authData === null ? 0 : 1}` };
    case 'interval-mismatch':
    case 'interval-differs':
      return { theirs: `${vrrp?.advertIntervalMs} ms`, ours: `${filter.advertIntervalNs / 1_000_000n} ms` };
    case 'addresses-differ':
      return { theirs: listed(vrrp?.addresses ?? []), ours: listed(filter.addresses) };
    default:
      return undefined;
  }
}

function listed(addresses: readonly string[]): string {
  const more = addresses.length - MAX_LISTED;
  return addresses.slice(0, MAX_LISTED).join(' ') + (more > 0 ? ` and ${more} more` : '');
}
