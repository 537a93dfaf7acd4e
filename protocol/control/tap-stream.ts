import { z } from 'zod';
import { makeProblem, type Problem, problemSchema } from '../contract/problem.ts';
import { decodeUtf8, encodeUtf8 } from '../wire/utf8.ts';

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

const HELLO = 1;
const FRAME = 2;
const DROPS = 3;
const PROBLEM = 4;

const FRAME_HEADER_LENGTH = 12;

/** The longest `length` field that is believed: a jumbo GSO frame of 64 KiB and ample room for any JSON. */
export const MAX_RECORD_LENGTH = 256 * 1024;

export const tapHelloSchema = z.object({
  /** Of the agent. */
  version: z.string(),
  interface: z.string(),
  /** LINKTYPE_ number: 1 Ethernet, 228 raw IPv4 (the raw-socket fallback has no link layer). */
  linkType: z.int(),
  /** Clock of the capturing machine when the capture began, nanoseconds since the epoch as text. */
  nowNs: z.string(),
  capture: z.enum(['af-packet', 'raw-socket']),
});
export type TapHello = z.infer<typeof tapHelloSchema>;

/** Frames lost since the hello: by the kernel (socket buffer full) and by the tap (parent does not read). */
export const tapDropsSchema = z.object({ kernel: z.int(), pipe: z.int() });
export type TapDrops = z.infer<typeof tapDropsSchema>;

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

/**
 * Cuts a byte stream into records, however it was chunked.
 * A stream that breaks the rules yields one `problem` record (`capture.ended`, with the rule as its cause) and
 * nothing after it.
 */
export class TapDecoder {
  #pending: Uint8Array = new Uint8Array(0);
  #interface = '';
  #broken = false;

  /** The records that are complete with this chunk. They do not alias it. */
  push(chunk: Uint8Array): TapRecord[] {
    if (this.#broken) return [];
    const bytes = this.#pending.length === 0 ? chunk : concat(this.#pending, chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: TapRecord[] = [];
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = view.getUint32(at);
      if (length < 1 || length > MAX_RECORD_LENGTH)
        return this.#give(records, `a record of ${length} bytes in the tap's stream`);
      if (bytes.length - at < 4 + length) break;
      const record = this.#decode(view.getUint8(at + 4), bytes.subarray(at + 5, at + 4 + length));
      if (typeof record === 'string') return this.#give(records, record);
      records.push(record);
      at += 4 + length;
    }
    this.#pending = copy(bytes.subarray(at));
    return records;
  }

  #give(records: TapRecord[], cause: string): TapRecord[] {
    this.#broken = true;
    this.#pending = new Uint8Array(0);
    const problem = makeProblem('capture.ended', { interface: this.#interface }, cause);
    return [...records, { type: 'problem', problem }];
  }

  /** The record, or what is wrong with it. */
  #decode(type: number, payload: Uint8Array): TapRecord | string {
    switch (type) {
      case FRAME: {
        if (payload.length < FRAME_HEADER_LENGTH) return `a frame record of ${payload.length} bytes`;
        const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
        const bytes = copy(payload.subarray(FRAME_HEADER_LENGTH));
        return {
          type: 'frame',
          frame: { tsNs: view.getBigUint64(0), originalLength: view.getUint32(8), bytes },
        };
      }
      case HELLO: {
        const hello = tapHelloSchema.safeParse(parseJson(payload));
        if (!hello.success) return 'a malformed hello record';
        this.#interface = hello.data.interface;
        return { type: 'hello', hello: hello.data };
      }
      case DROPS: {
        const drops = tapDropsSchema.safeParse(parseJson(payload));
        return drops.success ? { type: 'drops', drops: drops.data } : 'a malformed drops record';
      }
      case PROBLEM: {
        const problem = problemSchema.safeParse(parseJson(payload));
        return problem.success
          ? { type: 'problem', problem: problem.data as Problem }
          : 'a malformed problem record';
      }
      default:
        return `a record of unknown type ${type}`;
    }
  }
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(payload));
  } catch {
    return undefined;
  }
}

/** Node's Buffer overrides slice() with one that does not copy. */
function copy(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
