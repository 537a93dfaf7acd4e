import type { Problem } from '../contract/problem.ts';
import { encodeUtf8 } from '../wire/utf8.ts';
import type { TapDrops, TapHello } from './tap-decoder.ts';

/**
 * What a tap (`tandem-agent sniff`) says to its parent on stdout. A record is
 *
 *    0                   4    5
 *   +-------------------+----+------------- - -
 *   | length of the rest|type| payload
 *   +-------------------+----+------------- - -
 *
 *   type 1  hello    JSON, the first record
 *   type 2  frame    u64 nanoseconds since the epoch, u32 length on the wire, the captured bytes
 *   type 3  drops    JSON, counted since the hello; sent when a counter moved
 *   type 4  problem  JSON Problem, the last record: the tap exits after it
 *
 * All numbers are big-endian.
 */

export const HELLO = 1;
export const FRAME = 2;
export const DROPS = 3;
export const PROBLEM = 4;

export const FRAME_HEADER_LENGTH = 12;

export interface TapFrame {
  /** Nanoseconds since the epoch. */
  tsNs: bigint;
  originalLength: number;
  bytes: Uint8Array;
}

export type TapRecord =
  | { type: 'hello'; hello: TapHello }
  | { type: 'frame'; frame: TapFrame }
  | { type: 'drops'; drops: TapDrops }
  | { type: 'problem'; problem: Problem };

function frameRecord(type: number, payloadLength: number): { record: Uint8Array; view: DataView } {
  const record = new Uint8Array(5 + payloadLength);
  const view = new DataView(record.buffer);
  view.setUint32(0, 1 + payloadLength);
  view.setUint8(4, type);
  return { record, view };
}

function jsonRecord(type: number, value: unknown): Uint8Array {
  const payload = encodeUtf8(JSON.stringify(value));
  const { record } = frameRecord(type, payload.length);
  record.set(payload, 5);
  return record;
}

export function encodeTapRecord(tapRecord: TapRecord): Uint8Array {
  switch (tapRecord.type) {
    case 'hello':
      return jsonRecord(HELLO, tapRecord.hello);
    case 'frame': {
      const { tsNs, originalLength, bytes } = tapRecord.frame;
      const { record, view } = frameRecord(FRAME, FRAME_HEADER_LENGTH + bytes.length);
      view.setBigUint64(5, tsNs);
      view.setUint32(13, originalLength);
      record.set(bytes, 5 + FRAME_HEADER_LENGTH);
      return record;
    }
    case 'drops':
      return jsonRecord(DROPS, tapRecord.drops);
    case 'problem':
      return jsonRecord(PROBLEM, tapRecord.problem);
  }
}
