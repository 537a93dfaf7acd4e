import { decodeFrame } from '../../../protocol/wire/decode-frame.ts';
import type { Frame } from '../../../protocol/wire/frame.ts';
import type { Observation } from './observation.ts';
import type { PuppetPacket } from './puppet-protocol.ts';

/** The Ethernet frames that a node saw, decoded. */
export function framesOf(observation: Observation, kinds: readonly ('in' | 'out')[]): Frame[] {
  return bytesOf(observation, kinds).map((bytes, at) =>
    decodeFrame(bytes, { no: at + 1, tsNs: 0n, originalLength: bytes.length }),
  );
}

export function bytesOf(observation: Observation, kinds: readonly PuppetPacket['kind'][]): Uint8Array[] {
  return observation.seen.flatMap((line) =>
    line.kind !== 'ready' && kinds.includes(line.kind) ? [line.bytes] : [],
  );
}
