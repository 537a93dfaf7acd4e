import { z } from 'zod';
import { canonicalAddress } from '../wire/address.ts';
import { labCheckSchema } from './check-presets.ts';
import { cidrSchema, garpSchema, interfaceNameSchema, nameOfHost, routerFeatures } from './checks.ts';
import { addressBreaches, intervalBreaches } from './router-rules.ts';

/**
 * A lab: the file that people keep, that the wizard writes and that every command reads.
 * Times are milliseconds, addresses are text, prefixes are written after a slash.
 */

const ipv4 = z.ipv4();

/** Names go into unit names, file names and logs: letters, digits, dash, dot; 1 to 63 characters. */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/,
    '1 to 63 letters, digits, dots or dashes, starting with a letter or digit',
  );

export const authSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent') }),
  z.strictObject({
    kind: z.literal('key'),
    path: z
      .string()
      .min(1)
      .max(4096)
      .regex(/^\P{Cc}+$/u, 'a path without control characters'),
    /** Name of the environment variable that holds the key's passphrase. */
    passphraseEnv: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('password'),
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
      .optional(),
  }),
]);

/** Nodes are reached over IPv4, whichever family their VIPs are of. */
const nodeHostSchema = z.union([ipv4, nameOfHost], 'neither an IPv4 address nor a host name');

export const nodeSchema = z.strictObject({
  name,
  host: nodeHostSchema,
  /**
   * Its own address that unicast virtual routers of this family speak from and are spoken to, where that is not `host`:
   * always for IPv6, and where `host` is a name, or an address of another network.
   */
  unicastAddress: z.union([ipv4, z.ipv6()], 'neither an IPv4 nor an IPv6 address').optional(),
  port: z.int().min(1).max(65535).default(22),
  user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}\$?$/, 'a Linux user name'),
  interface: interfaceNameSchema,
  auth: authSchema,
  /** `SHA256:` and the base64 digest, as ssh-keygen -l prints it; absent until the key was confirmed. */
  hostKey: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
    .optional(),
  /** How a user other than root becomes root. `password` asks; the secret is never stored in the lab. */
  sudo: z.enum(['none', 'passwordless', 'password']).optional(),
  /** Name of the environment variable that holds the sudo password. */
  sudoEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .optional(),
});

export const virtualRouterSchema = z.strictObject({
  /** RFC 9568, 5.2.3: 1 to 255. */
  vrid: z.int().min(1).max(255),
  /** Of one family; RFC 9568, 5.2.5 counts them in one byte. */
  vips: z.array(cidrSchema).min(1).max(255),
  /** Node name to priority. 0 is reserved for "stops participating" (RFC 9568, 5.2.4). */
  priorities: z.record(name, z.int().min(1).max(255)),
  ...routerFeatures,
  /** `unicast`: the nodes send to each other's address instead of to the group, for networks that block multicast. */
  transport: z.enum(['multicast', 'unicast']).default('multicast'),
});

export const backendSchema = z.enum(['tandem-agent', 'keepalived']);

export const labSchema = z
  .strictObject({
    name,
    backend: backendSchema.default('tandem-agent'),
    mode: z.enum(['master-backup', 'dual-master']).default('master-backup'),
    vrrpVersion: z.union([z.literal(2), z.literal(3)]).default(3),
    /** v3 counts centiseconds in 12 bits (10 to 40950 ms), v2 whole seconds (1 to 255). */
    advertIntervalMs: z.int().min(10).max(255_000).default(1000),
    nodes: z.tuple([nodeSchema, nodeSchema]),
    virtualRouters: z.array(virtualRouterSchema).min(1).max(255),
    /** Run on both nodes, tracked by every virtual router. */
    checks: z.array(labCheckSchema).max(64).default([]),
    garp: garpSchema.prefault({}),
    /** A page in both nodes' nginx that names the node which gave it, and asks again and again. */
    demoPage: z.boolean().default(false),
    startupDelayMs: z.int().min(0).max(600_000).default(0),
  })
  .check((context) => {
    const lab = context.value;
    const report = (path: (string | number)[], message: string) =>
      context.issues.push({ code: 'custom', message, path, input: lab });
    const [first, second] = lab.nodes;
    if (first.name === second.name) report(['nodes', 1, 'name'], 'both nodes have the same name');
    if (first.host === second.host && first.port === second.port)
      report(['nodes', 1, 'host'], 'both nodes have the same address');
    const [own, other] = lab.nodes.map(({ unicastAddress }) => unicastAddress);
    if (own !== undefined && other !== undefined && canonicalAddress(own) === canonicalAddress(other))
      report(['nodes', 1, 'unicastAddress'], 'both nodes have the same address');
    const version = lab.vrrpVersion;
    const { advertIntervalMs } = lab;
    for (const { path, message } of intervalBreaches({ version, advertIntervalMs })) report(path, message);
    if (lab.mode === 'dual-master' && lab.virtualRouters.length < 2)
      report(['virtualRouters'], 'dual-master needs two virtual routers');
    const seen = new Set<number>();
    for (const [index, router] of lab.virtualRouters.entries()) {
      if (seen.has(router.vrid))
        report(['virtualRouters', index, 'vrid'], `VRID ${router.vrid} is used twice`);
      seen.add(router.vrid);
      for (const { path, message } of addressBreaches({ version, ...router }))
        report(['virtualRouters', index, ...path], message);
      for (const node of lab.nodes)
        if (!Object.hasOwn(router.priorities, node.name))
          report(['virtualRouters', index, 'priorities'], `no priority for ${node.name}`);
      for (const key of Object.keys(router.priorities))
        if (!lab.nodes.some((node) => node.name === key))
          report(['virtualRouters', index, 'priorities'], `${key} is not a node of this lab`);
    }
  });

/** A lab with every default filled in. */
export type Lab = z.infer<typeof labSchema>;
/** A lab as people write it. */
export type LabInput = z.input<typeof labSchema>;
export type LabNode = Lab['nodes'][number];
export type VirtualRouter = Lab['virtualRouters'][number];
