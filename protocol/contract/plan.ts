import { z } from 'zod';
import { consentSchema } from './deploy.ts';
import { problemSchema } from './problem-schema.ts';

/** What a deploy would do, in its order; asking changes nothing on a host. */
export const planActionSchema = z.object({
  /** Counts from 1. */
  no: z.int(),
  /** Name of the node; null for what concerns both. */
  node: z.string().nullable(),
  kind: z.enum([
    /** Sends an archive and unpacks it to `path`. */
    'upload',
    /** Has the host's package manager install keepalived. */
    'install',
    /** Writes the file `path`. */
    'write',
    /** Points the link `path` elsewhere. */
    'link',
    /** Keeps a copy of the file `path`, for uninstall. */
    'keep',
    /** Runs `command`. */
    'run',
    /** Listens for other speakers of the lab's VRIDs, and asks by ARP for its VIPs. */
    'check-segment',
    /** Waits until the node's speaker has left Initialize. */
    'verify',
    /** Waits for one owner of every VIP: by both nodes, the kernels' addresses and ten adverts. */
    'verify-pair',
    /** Waits for the health checks, and asks the VIPs for their pages. */
    'verify-service',
  ]),
  /** False: it is so already, and nothing will be done. */
  changes: z.boolean(),
  path: z.string().nullable(),
  /** To be sent. */
  bytes: z.int().nullable(),
  /** Unified, of what is there and what will be; null where nothing is compared. */
  diff: z.string().nullable(),
  /** Program and arguments, run as root. */
  command: z.array(z.string()).nullable(),
  /** What a person has to agree to before this is done. */
  consent: consentSchema.nullable(),
});
export type PlanAction = z.infer<typeof planActionSchema>;

export const planSchema = z.object({
  actions: z.array(planActionSchema),
  /** A deploy would only look, and leave both hosts as they are. */
  unchanged: z.boolean(),
  /** What the lab wants and a node has no place for: a deploy goes on without it. */
  warnings: z.array(problemSchema),
});
export type Plan = z.infer<typeof planSchema>;
