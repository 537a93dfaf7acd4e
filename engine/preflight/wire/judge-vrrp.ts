import { bytesOf } from './frames.ts';
import type { Observation } from './observation.ts';
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

/** Null where one of the two could not look. */
export function vrrpPath(from: Observation, to: Observation): VrrpPath | null {
  if (from.unseen !== null || to.unseen !== null) return null;
  const isOurs = (packet: Uint8Array) => isProbe(packet, from.probe);
  const onLink = (frame: Uint8Array) => isOurs(frame.subarray(ethernetHeader));
  if (bytesOf(to, ['ip']).some(isOurs)) return 'passes';
  if (bytesOf(to, ['in']).some(onLink)) return 'blocked-in';
  return bytesOf(from, ['out']).some(onLink) ? 'lost-between' : 'blocked-out';
}
