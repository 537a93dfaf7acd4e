import { z } from 'zod';
import { phraseSchema } from './phrase.ts';
import { problemSchema } from './problem-schema.ts';

/**
 * What is known about who owns what, as a projection of evidence. Nothing here is ever set by a click.
 * Every claim names its witness and when it was seen. Times are milliseconds since the epoch on the engine's clock.
 */

export const freshnessSchema = z.enum([
  /** Seen within the time in which it must be seen again. */
  'fresh',
  /** Overdue: for adverts, older than Master_Down_Interval. It must be drawn grey. */
  'stale',
  /** Never seen. */
  'never',
]);
export type Freshness = z.infer<typeof freshnessSchema>;

/** Witness 1: adverts on the wire, one entry per source address. */
export const wireWitnessSchema = z.object({
  source: z.string(),
  /** Name of the lab's node with that address, or null for a stranger. */
  node: z.string().nullable(),
  mac: z.string(),
  version: z.int(),
  priority: z.int(),
  addresses: z.array(z.string()),
  advertIntervalMs: z.number(),
  checksumForm: z.enum(['v2', 'pseudo-header', 'message-only']).nullable(),
  firstSeenMs: z.number(),
  lastSeenMs: z.number(),
  adverts: z.int(),
  freshness: freshnessSchema,
});
export type WireWitness = z.infer<typeof wireWitnessSchema>;

/** What does not fit between a node and a speaker that it hears: two nodes that discard each other's adverts both lead. */
export const mismatchSchema = z.object({
  source: z.string(),
  /** Name of the lab's node with that address, or null for a stranger. */
  node: z.string().nullable(),
  /** By the closed lists of protocol/vrrp/validate-advert.ts; an agent of another version may know more. */
  what: z.string(),
  /** Adverts that it was true of. */
  count: z.int(),
  /** When a report last counted one more; null where none did since Tandem began to watch. */
  seenMs: z.number().nullable(),
  /** `stale`: it was so, and no advert said it since. */
  freshness: freshnessSchema,
});
export type Mismatch = z.infer<typeof mismatchSchema>;

/** Witness 2: what a node's agent reports over SSH. */
export const nodeWitnessSchema = z.object({
  node: z.string(),
  state: z.enum(['initialize', 'backup', 'master', 'fault']),
  cause: z.string(),
  sinceMs: z.number(),
  /** Effective: what its adverts say, or would say. */
  priority: z.int(),
  configuredPriority: z.int().nullable(),
  /** Given by a planned switchover, in place of the configured one. */
  switchoverPriority: z.int().nullable(),
  /** Everything that keeps it from being master, in the agent's words. */
  faults: z.array(z.string()),
  mismatches: z.array(mismatchSchema),
  addressesHeld: z.array(z.string()),
  seenMs: z.number(),
  freshness: freshnessSchema,
});
export type NodeWitness = z.infer<typeof nodeWitnessSchema>;

/** Witness 3: which MAC answers ARP for the VIP. */
export const arpWitnessSchema = z.object({
  vip: z.string(),
  mac: z.string(),
  node: z.string().nullable(),
  seenMs: z.number(),
  /** `gratuitous`: the speaker announced itself; `reply`: it answered a probe. */
  how: z.enum(['gratuitous', 'reply']),
  freshness: freshnessSchema,
});
export type ArpWitness = z.infer<typeof arpWitnessSchema>;

export const ownershipVerdictSchema = z.enum([
  /** Exactly one fresh owner and every fresh witness agrees. */
  'owned',
  /** Fresh witnesses name different owners of one VIP, or two speakers advertise. */
  'split-brain',
  /** Witnesses disagree in another way, e.g. an address on a node that does not advertise. */
  'disagree',
  /** Evidence existed and is stale: nobody is known to own it. */
  'no-owner',
  /** No evidence yet, or only old evidence and nobody who listens: then silence says nothing. */
  'unknown',
]);
export type OwnershipVerdict = z.infer<typeof ownershipVerdictSchema>;

export const transitionSchema = z.object({
  atMs: z.number(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  cause: phraseSchema,
  source: z.enum(['wire', 'node']),
});
export type Transition = z.infer<typeof transitionSchema>;

export const routerOwnershipSchema = z.object({
  vrid: z.int(),
  vips: z.array(z.string()),
  verdict: ownershipVerdictSchema,
  /** Of the verdict `unknown` alone: whether nobody was heard, or nobody listens. */
  unknownBecause: phraseSchema.optional(),
  /** Name of the owning node, or the source address of a stranger; null unless the verdict is `owned`. */
  owner: z.string().nullable(),
  /** Since when that owner, by the first advert of its unbroken run; null without an owner. */
  sinceMs: z.number().nullable(),
  /** In whose words: the strongest fresh witness. */
  source: z.enum(['wire', 'nodes', 'arp']).nullable(),
  /** Time of the newest evidence behind `owner`. */
  seenMs: z.number().nullable(),
  advertIntervalMs: z.number(),
  masterDownIntervalMs: z.number(),
  witnesses: z.object({
    wire: z.array(wireWitnessSchema),
    nodes: z.array(nodeWitnessSchema),
    arp: z.array(arpWitnessSchema),
  }),
  /** Newest first, at most 20. */
  transitions: z.array(transitionSchema),
});
export type RouterOwnership = z.infer<typeof routerOwnershipSchema>;

/** A health check of a node, as its agent last reported it. */
export const nodeCheckSchema = z.object({
  name: z.string(),
  kind: z.string(),
  passing: z.boolean(),
  /** Since when it is passing or failing. */
  sinceMs: z.number(),
  /** Of the last result, in the agent's words. */
  detail: z.string(),
  /** By the lab: 0 puts the node into fault; null where the lab has no check of that name. */
  weight: z.int().nullable(),
});
export type NodeCheck = z.infer<typeof nodeCheckSchema>;

export const nodeLinkSchema = z.object({
  name: z.string(),
  host: z.string(),
  interface: z.string(),
  /** Is there an agent that reports? `lost`: there was one. */
  agent: z.enum(['unknown', 'connecting', 'reporting', 'lost', 'not-deployed']),
  agentVersion: z.string().nullable(),
  /** By its last report the node runs another lab, or is another node of this one; absent where it is not so. */
  otherLab: z.object({ lab: z.string(), node: z.string() }).optional(),
  seenMs: z.number().nullable(),
  /** Why nobody gets in, or could when it was last tried. */
  problem: problemSchema.nullable(),
  /** When that was; null where nothing is wrong. */
  problemMs: z.number().nullable(),
  /** Of the last report, and with it of `checks` and `lastReload`. */
  reportFreshness: freshnessSchema,
  checks: z.array(nodeCheckSchema),
  /** With a problem: refused, and the agent goes on with the configuration that it had. */
  lastReload: z.object({ atMs: z.number(), problem: problemSchema.nullable() }).nullable(),
});
export type NodeLink = z.infer<typeof nodeLinkSchema>;

export const topologySchema = z.object({
  lab: z.string(),
  /** The engine's clock when this was projected; ages are counted from here. */
  nowMs: z.number(),
  capture: z.object({
    state: z.enum(['off', 'starting', 'running', 'failed']),
    interface: z.string().nullable(),
    problem: z.string().nullable(),
    frames: z.int(),
    drops: z.int(),
  }),
  nodes: z.array(nodeLinkSchema),
  virtualRouters: z.array(routerOwnershipSchema),
});
export type Topology = z.infer<typeof topologySchema>;
