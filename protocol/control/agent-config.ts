import { z } from 'zod';

/**
 * /etc/tandem/agent.json: what one node's agent is told. Written by the engine, read by `tandem-agent run`.
 * Times are milliseconds.
 */
export const agentConfigSchema = z.strictObject({
  /** Of this file's shape. */
  format: z.literal(1),
  lab: z.string(),
  node: z.string(),
  virtualRouters: z
    .array(
      z.strictObject({
        vrid: z.int().min(1).max(255),
        version: z.union([z.literal(2), z.literal(3)]),
        interface: z.string().regex(/^[^\s/:]{1,15}$/),
        priority: z.int().min(1).max(255),
        advertIntervalMs: z.int().min(10).max(255_000),
        vips: z.array(z.cidrv4()).min(1).max(20),
        preempt: z.boolean(),
        preemptDelayMs: z.int().min(0).max(1_000_000),
        /** What a v3 IPv4 sender covers with its checksum; receivers accept both. */
        checksumForm: z.enum(['pseudo-header', 'message-only']).default('pseudo-header'),
      }),
    )
    .min(1)
    .max(255),
  /** Gratuitous ARP on becoming master: a burst at once and another after a delay (keepalived's vrrp_garp_master_*). */
  garp: z
    .strictObject({ repeat: z.int().min(1).max(20), delayMs: z.int().min(0).max(60_000) })
    .default({ repeat: 5, delayMs: 5000 }),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;
export type AgentRouterConfig = AgentConfig['virtualRouters'][number];
