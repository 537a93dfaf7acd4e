import { z } from 'zod';
import { phraseSchema } from './phrase.ts';

export const drillKindSchema = z.enum(['graceful-stop', 'crash']);
export type DrillKind = z.infer<typeof drillKindSchema>;

export const drillPhaseNameSchema = z.enum(['baseline', 'arm', 'inject', 'observe', 'revert', 'verify']);
export type DrillPhaseName = z.infer<typeof drillPhaseNameSchema>;

/** A card: what a drill would do to this lab right now. */
export const drillCardSchema = z.object({
  kind: drillKindSchema,
  /** The node that would be hit: the owner by the wire. Null when nobody owns. */
  target: z.string().nullable(),
  vrid: z.int(),
  predicted: z.object({
    /** Client outage, milliseconds: from `minMs` to `maxMs` by the phase of the advert timer. */
    minMs: z.number(),
    maxMs: z.number(),
    /** The arithmetic. */
    basis: phraseSchema,
  }),
  capMs: z.int(),
  /** Why it cannot start, or null when it can. */
  locked: phraseSchema.nullable(),
});
export type DrillCard = z.infer<typeof drillCardSchema>;

export const timelineEntrySchema = z.object({
  /** Milliseconds since the injection (T0); negative before it. */
  t: z.number(),
  what: z.enum([
    'baseline',
    'guard-armed',
    'inject',
    'last-advert',
    'priority-0',
    'first-advert',
    'gratuitous-arp',
    'icmp-lost',
    'icmp-back',
    'http-lost',
    'http-back',
    'revert',
    'owner-back',
    'verified',
  ]),
  detail: z.string(),
  source: z.enum(['wire', 'node', 'probe', 'engine']),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const drillPhaseSchema = z.object({
  name: drillPhaseNameSchema,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  startedMs: z.number().nullable(),
  endedMs: z.number().nullable(),
});
export type DrillPhase = z.infer<typeof drillPhaseSchema>;

/** What is on screen while a drill runs. */
export const drillProgressSchema = z.object({
  taskId: z.string(),
  kind: drillKindSchema,
  lab: z.string(),
  target: z.string(),
  vrid: z.int(),
  startedMs: z.number(),
  nowMs: z.number(),
  phases: z.array(drillPhaseSchema),
  timeline: z.array(timelineEntrySchema),
  guard: z.object({
    armed: z.boolean(),
    leaseEndsMs: z.number().nullable(),
    capEndsMs: z.number().nullable(),
  }),
  probes: z.object({
    icmp: z.object({ sent: z.int(), lost: z.int(), ok: z.boolean() }),
    http: z.object({ sent: z.int(), lost: z.int(), ok: z.boolean() }),
  }),
  /** Present once it is over. */
  reportId: z.string().nullable(),
});
export type DrillProgress = z.infer<typeof drillProgressSchema>;

const milliseconds = z.number().nullable();

export const drillReportSchema = z.object({
  id: z.string(),
  kind: drillKindSchema,
  lab: z.string(),
  target: z.string(),
  vrid: z.int(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  verdict: z.enum(['pass', 'fail', 'aborted']),
  /** Why that verdict, one sentence each. Empty for a plain pass. */
  reasons: z.array(phraseSchema),
  hypothesis: phraseSchema,
  predicted: z.object({ outageMs: z.number(), minMs: z.number(), maxMs: z.number(), basis: phraseSchema }),
  measured: z.object({
    /** Injection to the first advert of the new master; where none gets here, to its first announcement of the VIP. */
    takeoverMs: milliseconds,
    /** Last advert of the old master to the first of the new one. */
    detectMs: milliseconds,
    /** First advert of the new master to its first gratuitous ARP, or unsolicited neighbour advertisement. */
    arpMs: milliseconds,
    outageMs: z.object({ icmp: milliseconds, http: milliseconds, tcp: milliseconds }),
    lostProbes: z.int(),
    dualOwnerMs: milliseconds,
    noOwnerMs: milliseconds,
    transitions: z.int(),
    /** Of the probe that the outage rests on. */
    probeStepMs: z.number(),
  }),
  phases: z.array(drillPhaseSchema),
  timeline: z.array(timelineEntrySchema),
  guard: z.object({
    armedAt: z.iso.datetime().nullable(),
    revertedBy: z.enum(['engine', 'lease', 'cap', 'boot']).nullable(),
    revertMs: milliseconds,
  }),
  /** What differs between the snapshots before and after; empty when everything was put back. */
  residue: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
});
export type DrillReport = z.infer<typeof drillReportSchema>;
