import { z } from 'zod';

/**
 * Health checks: what a node must be able to do to own the floating IP. The same shape stands in a lab file and in an
 * agent's configuration. Times are milliseconds.
 *
 * `weight` is added to the priority of every virtual router that tracks the check: below 0 while it fails, above 0
 * while it passes; 0 puts the router into fault instead (keepalived.conf(5), vrrp_script).
 */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dots, dashes');

/** An address of a host with the length of its prefix, as ip(8) writes it. */
export const cidrSchema = z.union([z.cidrv4(), z.cidrv6()], {
  error: 'neither an IPv4 nor an IPv6 address with its prefix length, like 10.0.0.9/24',
});

/** A name whose last label is a number is a mistyped address (RFC 1123, 2.1). */
export const nameOfHost = z
  .hostname()
  .refine((host) => !/(^|\.)\d+\.?$/.test(host), 'neither an address nor a host name');

export const judgement = {
  /** Absent: made from the kind and its place in the list. */
  name: name.optional(),
  intervalMs: z.int().min(10).max(3_600_000).default(1000),
  timeoutMs: z.int().min(10).max(3_600_000).default(1000),
  /** So many good results in a row until it counts as passing. */
  rise: z.int().min(1).max(255).default(1),
  /** So many bad results in a row until it counts as failing. */
  fall: z.int().min(1).max(255).default(1),
  weight: z.int().min(-253).max(253).default(0),
  /** Before the first results: failing until it rose, instead of passing until it fell (keepalived's init_fail). */
  startsFailing: z.boolean().default(false),
};

/** A program and its arguments, run without a shell. No argument can hold a NUL, and no file of ours another control. */
export const commandSchema = z
  .array(
    z
      .string()
      .max(4096)
      .regex(/^\P{Cc}*$/u, 'no control characters'),
  )
  .min(1)
  .max(64)
  .refine(([program = '']) => program.startsWith('/'), 'the program must be an absolute path');

/** A Linux user name. */
export const userNameSchema = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}\$?$/, 'a Linux user name');

/** A Linux interface name (net/core/dev.c, dev_valid_name; IFNAMSIZ - 1 = 15 bytes), of what can be shown. */
export const interfaceNameSchema = z
  .string()
  .regex(/^[^\s/:\p{Cc}\p{Cf}]{1,15}$/u, 'an interface name of at most 15 characters');

/** As in /proc/PID/comm or the last part of its program's path. */
export const processNameSchema = z
  .string()
  .regex(/^[^/\p{Cc}\p{Cf}]{1,255}$/u, 'a process name without slashes and control characters');

export const checkKinds = [
  z.strictObject({
    kind: z.literal('interface'),
    ...judgement,
    interface: interfaceNameSchema,
  }),
  z.strictObject({
    kind: z.literal('process'),
    ...judgement,
    process: processNameSchema,
    /** So many of them must run. */
    minimum: z.int().min(1).max(10_000).default(1),
  }),
  z.strictObject({
    kind: z.literal('tcp'),
    ...judgement,
    host: z
      .union([z.ipv4(), z.ipv6(), nameOfHost], 'neither an address nor a host name')
      .default('127.0.0.1'),
    port: z.int().min(1).max(65535),
  }),
  z.strictObject({
    kind: z.literal('http'),
    ...judgement,
    url: z.url({ protocol: /^https?$/ }),
    /** Answers that count as good. */
    status: z.array(z.int().min(100).max(599)).min(1).max(20).default([200]),
    /** Must be somewhere in the first 64 KiB of the page. */
    contains: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^\P{Cc}*$/u, 'no control characters')
      .optional(),
    /** False accepts any certificate, as a check of one's own machine usually must. */
    verifyCertificate: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('script'),
    ...judgement,
    /** Exit status 0 is good. */
    command: commandSchema,
    user: userNameSchema.default('nobody'),
  }),
] as const;

export const checkSchema = z.discriminatedUnion('kind', checkKinds);
export type Check = z.infer<typeof checkSchema>;
/** As it is written, before defaults. */
export type CheckInput = z.input<typeof checkSchema>;
export type CheckKind = Check['kind'];

/** Commands that are told of a transition, in the order of the transitions, one at a time. */
export const notifySchema = z.strictObject({
  master: commandSchema.optional(),
  backup: commandSchema.optional(),
  fault: commandSchema.optional(),
  stop: commandSchema.optional(),
  user: userNameSchema.default('root'),
  timeoutMs: z.int().min(100).max(3_600_000).default(30_000),
});
export type Notify = z.infer<typeof notifySchema>;

/** Announcing an address: gratuitous ARP, or unsolicited neighbour advertisements (keepalived's vrrp_garp_*). */
export const garpSchema = z.strictObject({
  /** Frames per address in a burst. */
  repeat: z.int().min(1).max(255).default(5),
  /** Until the second burst; 0: there is none. */
  delayMs: z.int().min(0).max(1_000_000).default(5000),
  /** Between bursts for as long as it is master; 0: none. */
  refreshMs: z.int().min(0).max(86_400_000).default(0),
  refreshRepeat: z.int().min(1).max(255).default(1),
  /** Between two frames of a burst; 0: at once. */
  intervalMs: z.number().min(0).max(1000).default(0),
});
export type Garp = z.infer<typeof garpSchema>;

/** What of a virtual router is the same in a lab and in an agent's configuration. */
export const routerFeatures = {
  preempt: z.boolean().default(true),
  preemptDelayMs: z.int().min(0).max(1_000_000).default(0),
  /** Adverts and addresses on a macvlan with the virtual router MAC address (RFC 9568, 7.3). */
  vmac: z.boolean().default(false),
  /** False drops what is sent to the VIPs, unless the node owns them (RFC 9568, 6.1 Accept_Mode). */
  accept: z.boolean().default(true),
  /** v2: authentication type 1, simple text password, sent in clear (RFC 2338, 5.3.6). */
  authPass: z
    .string()
    .regex(/^[\x20-\x7e]{1,8}$/, '1 to 8 printable characters')
    .optional(),
  /** What a v3 IPv4 sender covers with its checksum; receivers accept both. */
  checksumForm: z.enum(['pseudo-header', 'message-only']).default('pseudo-header'),
  /** Come and go with the VIPs, but are not advertised. */
  excludedVips: z.array(cidrSchema).max(1000).default([]),
  /** Routers of one name are master together or not at all. */
  syncGroup: name.optional(),
  notify: notifySchema.optional(),
};
