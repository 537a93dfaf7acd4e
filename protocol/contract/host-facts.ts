import { z } from 'zod';
import { labSchema, nodeSchema } from '../lab/schema.ts';

/** Programs that are looked for on a host: services behind a VIP, and whoever may hold one. */
export const hostProgramNames = [
  'nginx',
  'haproxy',
  'tomcat',
  'keepalived',
  'frr',
  'heartbeat',
  'corosync',
  'pacemaker',
  'ucarp',
  'tandem-agent',
] as const;
export type HostProgramName = (typeof hostProgramNames)[number];

export const hostProgramSchema = z.object({
  name: z.enum(hostProgramNames),
  /** As the program or its package says; null where neither does. */
  version: z.string().nullable(),
  running: z.boolean(),
  /** Starts at boot; null where the init system was not understood. */
  enabled: z.boolean().nullable(),
  /** `ADDRESS:PORT` that it listens on over TCP. Only root is told whose a socket is. */
  listens: z.array(z.string()),
  /** Its configuration of VRIDs and addresses: `unreadable` for this user, `none` where there is none. */
  configuration: z.enum(['read', 'unreadable', 'none']),
  /** That the configuration (ucarp: the command line) names. */
  vrids: z.array(z.int()),
  /** Likewise, with prefix as written; those among them that stand on the host now are in `held`. */
  addresses: z.array(z.string()),
  held: z.array(z.string()),
});
export type HostProgram = z.infer<typeof hostProgramSchema>;

export const hostLinkSchema = z.object({
  name: z.string(),
  mac: z.string().nullable(),
  /** IFF_UP (netdevice(7)). */
  up: z.boolean(),
  /** Null where it is down, or has no notion of it. */
  carrier: z.boolean().nullable(),
  /** With prefix, of both families. */
  addresses: z.array(z.string()),
});
export type HostLink = z.infer<typeof hostLinkSchema>;

/** A node of a lab, or of one as somebody wants to have it, with what is known of its password; or a host by itself. */
export const inspectTargetSchema = z.union([
  z.strictObject({ lab: z.string(), node: z.string(), draft: labSchema.optional() }),
  nodeSchema.pick({ host: true, port: true, user: true, auth: true }),
]);
export type InspectTarget = z.output<typeof inspectTargetSchema>;

/** What a trusted host is and has; all of it was only read. */
export const hostFactsSchema = z.object({
  hostname: z.string(),
  distribution: z.string(),
  kernel: z.string(),
  /** `uname -m`. */
  machine: z.string(),
  /** Of its programs; a 64-bit kernel may carry 32-bit ones. Null where getconf(1) is missing. */
  bits: z.int().nullable(),
  /** e.g. "glibc 2.36", "musl 1.2.4"; empty where it is neither. */
  libc: z.string(),
  /** e.g. "systemd 252", "openrc"; else the name of process 1. */
  init: z.string(),
  /** Where whoever looked was root; without it sockets have no owner, and some configurations no reader. */
  asRoot: z.boolean(),
  interfaces: z.array(hostLinkSchema),
  programs: z.array(hostProgramSchema),
  /** `ADDRESS:PORT` of every TCP socket that listens. */
  listening: z.array(z.string()),
});
export type HostFacts = z.infer<typeof hostFactsSchema>;
