import { bytesOf } from './frames.ts';
import { type Observation, type SentProbe, unseenOf } from './observation.ts';
import { isProbe } from './probe-packet.ts';

/**
 * Where a packet of protocol 112 from one node to the other got to. The interface shows a frame after the output hook
 * and before the input hook of the packet filter, so that the place where it was lost is known:
 * - `passes`: a program on the other node may read it
 * - `blocked-in`: it arrived at the other node's interface and no program there may read it
 * - `blocked-out`: it did not leave
 * - `lost-between`: it left and did not arrive
 */
export type VrrpPath = 'passes' | 'blocked-in' | 'blocked-out' | 'lost-between';

const ethernetHeader = 14;

/** Of a probe of `from`; null where one of the two could not look. */
export function vrrpPath(
  from: Observation,
  to: Observation,
  { family, payload }: SentProbe,
): VrrpPath | null {
  if (unseenOf(from, family) !== null || unseenOf(to, family) !== null) return null;
  const onLink = (frame: Uint8Array) => isProbe(frame.subarray(ethernetHeader), payload);
  // A raw socket of IPv6 hands over what is behind the header (RFC 3542, 3).
  const isHeard =
    family === 4
      ? bytesOf(to, ['ip']).some((packet) => isProbe(packet, payload))
      : bytesOf(to, ['ip6']).some((bytes) => payload.equals(bytes));
  if (isHeard) return 'passes';
  if (bytesOf(to, ['in']).some(onLink)) return 'blocked-in';
  return bytesOf(from, ['out']).some(onLink) ? 'lost-between' : 'blocked-out';
}
