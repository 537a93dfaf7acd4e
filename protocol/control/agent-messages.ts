import { z } from 'zod';
import { problemSchema } from '../contract/problem.ts';

/**
 * What is spoken on the agent's Unix socket, one JSON object a line, relayed over SSH by `tandem-agent ctl`.
 * Request: {"id":1,"op":"status"}. Answer: {"id":1,"status":{…}} or {"id":1,"problem":{…}}.
 * After {"id":2,"op":"watch"} the agent answers with one status and then sends {"id":2,"event":{…}} lines until the
 * client goes away. Times are nanoseconds since the epoch, as text (they do not fit a double).
 */
export const controlRequestSchema = z.discriminatedUnion('op', [
  z.strictObject({ id: z.int(), op: z.literal('status') }),
  z.strictObject({ id: z.int(), op: z.literal('watch') }),
]);
export type ControlRequest = z.infer<typeof controlRequestSchema>;

export const vrrpStateSchema = z.enum(['initialize', 'backup', 'master', 'fault']);
export type VrrpState = z.infer<typeof vrrpStateSchema>;

export const routerStatusSchema = z.object({
  vrid: z.int(),
  interface: z.string(),
  state: vrrpStateSchema,
  /** Why the state is what it is, for people: "advert gap 3.609 s", "priority 0 from 10.77.0.11". */
  cause: z.string(),
  sinceNs: z.string(),
  priority: z.int(),
  /** Of the adverts last accepted; our own while we are master. */
  masterAddress: z.string().nullable(),
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
});
export type RouterStatus = z.infer<typeof routerStatusSchema>;

export const agentStatusSchema = z.object({
  version: z.string(),
  lab: z.string(),
  node: z.string(),
  pid: z.int(),
  startedNs: z.string(),
  nowNs: z.string(),
  routers: z.array(routerStatusSchema),
});
export type AgentStatus = z.infer<typeof agentStatusSchema>;

/** Sent on every transition, and once a second as a sign of life (kind `alive`). */
export const agentEventSchema = z.object({
  kind: z.enum(['transition', 'alive']),
  status: agentStatusSchema,
  transition: z
    .object({
      vrid: z.int(),
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
