import { z } from 'zod';
import { problemSchema } from '../contract/problem-schema.ts';
import { interfaceNameSchema } from '../lab/checks.ts';

/**
 * What is spoken on the agent's Unix socket, one JSON object a line, relayed over SSH by `tandem-agent ctl`.
 * Request: {"id":1,"op":"status"}. Answer: {"id":1,"status":{…}} or {"id":1,"problem":{…}}.
 * After {"id":2,"op":"watch"} the agent answers with one status and then sends {"id":2,"event":{…}} lines until the
 * client goes away. Times are nanoseconds since the epoch, as text (they do not fit a double).
 */
const ofRouter = {
  id: z.int(),
  vrid: z.int().min(1).max(255),
  /** IPv4 and IPv6 virtual routers may share a VRID on one interface (RFC 9568, 5.2.3). */
  family: z.union([z.literal(4), z.literal(6)]).default(4),
  /** Needed where the VRID is on more than one interface: it is not guessed. */
  interface: interfaceNameSchema.optional(),
};
export const controlRequestSchema = z.discriminatedUnion('op', [
  z.strictObject({ id: z.int(), op: z.literal('status') }),
  z.strictObject({ id: z.int(), op: z.literal('watch') }),
  /** Planned switchover to this node: leads at once with a priority above the present master's. */
  z.strictObject({
    ...ofRouter,
    op: z.literal('take-over'),
    /** On the agent's own clock: whoever asked has given up since, and a node that stood still must not move then. */
    notAfterNs: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
  }),
  /** Planned switchover away: priority 0, and the addresses stay until somebody else advertises. */
  z.strictObject({ ...ofRouter, op: z.literal('hand-over') }),
  /** Forgets the priority that a switchover gave. */
  z.strictObject({ ...ofRouter, op: z.literal('reset-priority') }),
  /** Reads the configuration file again. */
  z.strictObject({ id: z.int(), op: z.literal('reload') }),
]);
export type ControlRequest = z.infer<typeof controlRequestSchema>;

export const vrrpStateSchema = z.enum(['initialize', 'backup', 'master', 'fault']);
export type VrrpState = z.infer<typeof vrrpStateSchema>;

export const routerStatusSchema = z.object({
  vrid: z.int(),
  interface: z.string(),
  family: z.union([z.literal(4), z.literal(6)]).default(4),
  state: vrrpStateSchema,
  /** Why the state is what it is, for people: "advert gap 3.609 s", "priority 0 from 10.77.0.11". */
  cause: z.string(),
  sinceNs: z.string(),
  /** Effective: what the adverts say. */
  priority: z.int(),
  configuredPriority: z.int().optional(),
  /** Given by a planned switchover, in place of the configured one. */
  switchoverPriority: z.int().nullable().default(null),
  /** Everything that keeps it from being master. */
  faults: z.array(z.string()).default([]),
  /** Of the adverts last accepted; our own while we are master. */
  masterAddress: z.string().nullable(),
  masterPriority: z.int().nullable().default(null),
  advertIntervalMs: z.number(),
  masterDownIntervalMs: z.number(),
  /** VIPs that are on the interface right now, as the kernel says; not what the agent believes. */
  addressesHeld: z.array(z.string()),
  counters: z.object({
    advertsSent: z.int(),
    advertsReceived: z.int(),
    /** Discarded adverts by reason, e.g. {"checksum-bad": 3}. */
    discarded: z.record(z.string(), z.int()),
    becameMaster: z.int(),
  }),
  /** What does not fit between us and a peer, by the names of protocol/vrrp/validate-advert.ts. */
  mismatches: z.array(z.object({ source: z.string(), what: z.string(), count: z.int() })).default([]),
});
export type RouterStatus = z.infer<typeof routerStatusSchema>;

export const checkStatusSchema = z.object({
  name: z.string(),
  kind: z.string(),
  passing: z.boolean(),
  sinceNs: z.string(),
  /** Of the last result, for people: "HTTP 503", "exit status 1". */
  detail: z.string(),
});
export type CheckStatusMessage = z.infer<typeof checkStatusSchema>;

export const agentStatusSchema = z.object({
  version: z.string(),
  lab: z.string(),
  node: z.string(),
  pid: z.int(),
  startedNs: z.string(),
  nowNs: z.string(),
  routers: z.array(routerStatusSchema),
  checks: z.array(checkStatusSchema).default([]),
  /** Of the last reload; a refused one leaves everything as it was. */
  lastReload: z.object({ atNs: z.string(), problem: problemSchema.nullable() }).nullable().default(null),
});
export type AgentStatus = z.infer<typeof agentStatusSchema>;

/** Sent on every transition, and once a second as a sign of life (kind `alive`). */
export const agentEventSchema = z.object({
  kind: z.enum(['transition', 'alive']),
  status: agentStatusSchema,
  transition: z
    .object({
      vrid: z.int(),
      /** Older agents leave it out. */
      interface: z.string().optional(),
      family: z.union([z.literal(4), z.literal(6)]).default(4),
      from: vrrpStateSchema,
      to: vrrpStateSchema,
      cause: z.string(),
      atNs: z.string(),
    })
    .optional(),
});
export type AgentEvent = z.infer<typeof agentEventSchema>;

export const controlAnswerSchema = z.union([
  z.object({ id: z.int(), status: agentStatusSchema }),
  z.object({ id: z.int(), event: agentEventSchema }),
  z.object({ id: z.int(), problem: problemSchema }),
]);
export type ControlAnswer = z.infer<typeof controlAnswerSchema>;
