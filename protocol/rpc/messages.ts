import { z } from 'zod';
import { problemSchema } from '../contract/problem-schema.ts';

/**
 * What travels over a port.
 *
 *   client                              server
 *   hello {version}            ──▶
 *                              ◀──      welcome {version} | refused {problem}
 *   call {id, method, params}  ──▶
 *                              ◀──      answer {id, result} | problem {id, problem}
 *   open {id, stream, params}  ──▶
 *                              ◀──      item {id, item} …          at most `window` unacknowledged
 *   ack {id, count}            ──▶
 *                              ◀──      end {id} | problem {id, problem}
 *   close {id}                 ──▶      (of a stream, or of a call that is no longer wanted)
 */
export const clientMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hello'), version: z.int() }),
  z.strictObject({ kind: z.literal('call'), id: z.int(), method: z.string(), params: z.unknown() }),
  z.strictObject({ kind: z.literal('open'), id: z.int(), stream: z.string(), params: z.unknown() }),
  z.strictObject({ kind: z.literal('ack'), id: z.int(), count: z.int().min(1) }),
  z.strictObject({ kind: z.literal('close'), id: z.int() }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

export const serverMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('welcome'), version: z.int() }),
  z.object({ kind: z.literal('refused'), problem: problemSchema }),
  z.object({ kind: z.literal('answer'), id: z.int(), result: z.unknown() }),
  z.object({ kind: z.literal('problem'), id: z.int(), problem: problemSchema }),
  z.object({ kind: z.literal('item'), id: z.int(), item: z.unknown() }),
  z.object({ kind: z.literal('end'), id: z.int() }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/** Items of one stream that may be under way without an acknowledgement. */
export const streamWindow = 16;
