import { z } from 'zod';
import { labSchema } from '../lab/schema.ts';

/** A node that runs another lab, by its own word. */
export const takenOverSchema = z.object({
  node: z.string(),
  lab: z.string(),
  /** What it is called there. */
  as: z.string(),
  /** When it last said so. */
  seenMs: z.number(),
});
export type TakenOver = z.infer<typeof takenOverSchema>;

/** A lab with what the engine knows of it beyond the file. */
export const labSummarySchema = z.object({
  lab: labSchema,
  /** Did Tandem deploy it? By the engine's own record; the nodes' reports say whether it still runs. */
  deployedMs: z.number().nullable(),
  /**
   * When a deploy began whose end is not on record: it still runs, here or in another Tandem, or it was cut short. Then
   * what the nodes have is not known, the lab being either what it was or what it is here; another deploy ends that.
   */
  deployBegunMs: z.number().nullable(),
  /** The nodes that were last seen to run another lab: there the record is out of date. */
  takenOver: z.array(takenOverSchema),
  /** Is this the practice lab? */
  practice: z.boolean(),
  lastDrill: z
    .object({ reportId: z.string(), kind: z.string(), verdict: z.string(), atMs: z.number() })
    .nullable(),
  /** Secrets that the engine holds in memory right now, by node; never the secrets themselves. */
  secrets: z.record(
    z.string(),
    z.object({
      password: z.boolean(),
      sudo: z.boolean(),
      /** Of the key file; `needed`: it is protected, and none is held. */
      passphrase: z.enum(['unneeded', 'needed', 'held']),
    }),
  ),
});
export type LabSummary = z.infer<typeof labSummarySchema>;

export const practiceStatusSchema = z.object({
  /** Null when it can run here; otherwise the reason in English. */
  unsupported: z.string().nullable(),
  state: z.enum(['down', 'partial', 'up']),
  /** Name of the lab to open; null until `practice.up` was asked for in this run, also where the nodes are up. */
  lab: z.string().nullable(),
  taskId: z.string().nullable(),
});
export type PracticeStatus = z.infer<typeof practiceStatusSchema>;

export const systemInfoSchema = z.object({
  version: z.string(),
  contract: z.int(),
  platform: z.string(),
  shell: z.enum(['electron', 'server', 'cli']),
  /** Why capturing is not possible here, as a problem code, or null. */
  capture: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
});
export type SystemInfo = z.infer<typeof systemInfoSchema>;
