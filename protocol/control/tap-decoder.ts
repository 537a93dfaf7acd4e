import { z } from 'zod';
import { makeProblem, type Problem } from '../contract/problem.ts';
import { problemSchema } from '../contract/problem-schema.ts';
import { decodeUtf8 } from '../wire/utf8.ts';
import { DROPS, FRAME, FRAME_HEADER_LENGTH, HELLO, PROBLEM, type TapRecord } from './tap-stream.ts';

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
