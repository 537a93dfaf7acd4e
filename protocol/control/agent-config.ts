import { z } from 'zod';
import { checkSchema, cidrSchema, garpSchema, interfaceNameSchema, routerFeatures } from '../lab/checks.ts';

const address = z.union([z.ipv4(), z.ipv6()]);

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
        interface: interfaceNameSchema,
        priority: z.int().min(1).max(255),
        advertIntervalMs: z.int().min(10).max(255_000),
        /** Of one family. IPv6: the first must be link-local (RFC 9568, 5.2.9). */
        vips: z.array(cidrSchema).min(1).max(255),
        /** Adverts go to these instead of to the group; `source` is the interface's primary address by default. */
        unicast: z
          .strictObject({
            source: address.optional(),
            peers: z.array(address).min(1).max(64),
            /**
             * Least TTL or hop limit of a peer's adverts. As keepalived none is asked for unless told: its own IPv6
             * unicast adverts leave with 64, and those that passed a router have less than 255.
             */
            minTtl: z.int().min(1).max(255).default(1),
          })
          .optional(),
        ...routerFeatures,
        /** Names of checks. */
        track: z.array(z.string()).max(64).default([]),
      }),
    )
    .min(1)
    .max(510),
  garp: garpSchema.prefault({}),
  checks: z.array(checkSchema).max(64).default([]),
  /**
   * Hears, but neither leads nor counts as a backup for so long after the start (keepalived.conf(5),
   * vrrp_startup_delay). Counts from the start of the agent, as its configuration said then: a router that a reload adds
   * meanwhile waits for what is left of it, one that is added later not at all.
   */
  startupDelayMs: z.int().min(0).max(600_000).default(0),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;
export type AgentConfigInput = z.input<typeof agentConfigSchema>;
export type AgentRouterConfig = AgentConfig['virtualRouters'][number];
