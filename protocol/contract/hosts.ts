import { z } from 'zod';

export const networkInterfaceSchema = z.object({
  name: z.string(),
  mac: z.string().nullable(),
  /** IPv4 addresses with prefix, e.g. "10.77.0.1/24". */
  addresses: z.array(z.string()),
  up: z.boolean(),
  capture: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
});
export type NetworkInterface = z.infer<typeof networkInterfaceSchema>;

/**
 * One difference from the last scan. `before` is what it was then, null for nothing:
 *
 *   mac            another network card answers for this address
 *   address        the card answered for `before`, and no longer does
 *   extra-address  the card still answers for `before` too
 *   ssh            the SSH banner
 *   services       open ports, with commas between them
 */
export const hostChangeSchema = z.object({
  what: z.enum(['mac', 'address', 'extra-address', 'ssh', 'services']),
  before: z.string().nullable(),
});
export type HostChange = z.infer<typeof hostChangeSchema>;

export const discoveredHostSchema = z.object({
  type: z.literal('host'),
  ip: z.string(),
  mac: z.string().nullable(),
  /** Who was given the MAC address's block (IEEE OUI); null where that is nobody, or not known. */
  vendor: z.string().nullable(),
  hostname: z.string().nullable(),
  ssh: z.object({ banner: z.string() }).nullable(),
  services: z.array(z.object({ port: z.int(), name: z.string() })),
  elapsedMs: z.number(),
  /** Against the last scan of this segment; absent where there was none. */
  change: z.enum(['new', 'changed', 'same']).optional(),
  /** With `change` "changed". */
  changes: z.array(hostChangeSchema).optional(),
});
export type DiscoveredHost = z.infer<typeof discoveredHostSchema>;

/** An address that answered the last scan and not this one. */
export const goneHostSchema = z.object({
  type: z.literal('gone'),
  ip: z.string(),
  mac: z.string().nullable(),
  vendor: z.string().nullable(),
  hostname: z.string().nullable(),
  /** ISO 8601. */
  lastSeen: z.string(),
});
export type GoneHost = z.infer<typeof goneHostSchema>;

export const discoveryItemSchema = z.discriminatedUnion('type', [
  discoveredHostSchema,
  /** Of a host that was told before: its name took longer than its ports. */
  z.object({
    type: z.literal('name'),
    ip: z.string(),
    hostname: z.string(),
    /** Who said so: a name server, or the host itself (RFC 6762). */
    source: z.enum(['dns', 'mdns']).optional(),
  }),
  z.object({ type: z.literal('progress'), probed: z.int(), total: z.int() }),
  /** After the last host, since only then it is certain. */
  goneHostSchema,
  z.object({
    type: z.literal('done'),
    hosts: z.int(),
    elapsedMs: z.number(),
    /** When the scan was that this one is compared with, ISO 8601; absent where there was none. */
    comparedWith: z.string().optional(),
  }),
]);
export type DiscoveryItem = z.infer<typeof discoveryItemSchema>;

export const hostKeySchema = z.object({
  host: z.string(),
  port: z.int(),
  /** ssh-ed25519, ecdsa-sha2-nistp256, rsa-sha2-512, … */
  type: z.string(),
  /** SHA256:… as ssh-keygen -l prints it. */
  fingerprint: z.string(),
  trust: z.enum(['new', 'trusted', 'changed']),
  /** The fingerprint that was trusted before, when it changed. */
  known: z.string().nullable(),
  /** Where known_hosts vouches for it (trusted) or for the one before (changed), e.g. `known_hosts:12`. */
  vouchedBy: z.string().optional(),
  /** Where known_hosts names a certificate authority for the host; host certificates are not looked at. */
  authority: z.string().optional(),
  /** Where ssh's configuration leads, when that is not the name and port that were asked for: `ssh -G`. */
  reached: z
    .object({
      hostName: z.string(),
      port: z.int(),
      /** `[user@]host[:port]`, the first one first. */
      jumps: z.array(z.string()),
    })
    .optional(),
});
export type HostKey = z.infer<typeof hostKeySchema>;
