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
});
export type DiscoveredHost = z.infer<typeof discoveredHostSchema>;

export const discoveryItemSchema = z.discriminatedUnion('type', [
  discoveredHostSchema,
  /** Of a host that was told before: its name took longer than its ports. */
  z.object({ type: z.literal('name'), ip: z.string(), hostname: z.string() }),
  z.object({ type: z.literal('progress'), probed: z.int(), total: z.int() }),
  z.object({ type: z.literal('done'), hosts: z.int(), elapsedMs: z.number() }),
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
});
export type HostKey = z.infer<typeof hostKeySchema>;
