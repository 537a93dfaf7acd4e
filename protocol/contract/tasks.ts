import { z } from 'zod';
import { problemSchema } from './problem-schema.ts';

/** Long work: a task with steps, a log and a cancel. Ends with exactly one `done` or `failed`. */

export const taskKindSchema = z.enum(['deploy', 'uninstall', 'practice-up', 'practice-down', 'drill']);

export const taskStepStateSchema = z.enum([
  'waiting',
  'running',
  'done',
  /** Done, with something to look at: see `problems`. */
  'warned',
  'failed',
  'rolled-back',
  'skipped',
]);

export const taskEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('step'),
    /** Name of the node, or null for work that belongs to none. */
    node: z.string().nullable(),
    /** A closed word per task kind, e.g. "connect", "upload", "unpack", "configure", "start", "verify". */
    step: z.string(),
    state: taskStepStateSchema,
    bytes: z.number().optional(),
    totalBytes: z.number().optional(),
    /** What this step found or did, in English, for the log. */
    detail: z.string().optional(),
    /** What is to be looked at although the task goes on. */
    problems: z.array(problemSchema).optional(),
  }),
  z.object({ type: z.literal('log'), atMs: z.number(), node: z.string().nullable(), line: z.string() }),
  z.object({ type: z.literal('done'), ok: z.literal(true), elapsedMs: z.number() }),
  z.object({
    type: z.literal('failed'),
    ok: z.literal(false),
    elapsedMs: z.number(),
    problem: problemSchema,
  }),
]);
export type TaskEvent = z.infer<typeof taskEventSchema>;

export const taskSummarySchema = z.object({
  id: z.string(),
  kind: taskKindSchema,
  lab: z.string().nullable(),
  startedMs: z.number(),
  running: z.boolean(),
});
export type TaskSummary = z.infer<typeof taskSummarySchema>;
