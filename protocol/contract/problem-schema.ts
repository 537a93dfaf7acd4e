import { z } from 'zod';
import { problemCodes } from './problem-codes.ts';

/*
 * Apart from what makes a problem: a tap, which is started for every scan, makes them and checks none, and is there in
 * half the time where it need not load the checker.
 */

/**
 * What went wrong, in a form that crosses every process boundary.
 * `message` and `hint` are English; a shell that speaks another language words `code` and `params` again.
 * `cause` is the raw text of the underlying failure, for people who want it; it is never translated.
 */
export const problemSchema = z.object({
  code: z.enum(problemCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  message: z.string(),
  hint: z.string(),
  cause: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
