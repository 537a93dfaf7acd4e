import { z } from 'zod';

/**
 * One captured frame as people and scripts read it: the shape that `sniff`, `decode` and the monitor share.
 * Field names are a promise: add, do not rename. A field that the frame does not have is absent.
 */

/**
 * Everything a decoder may object to. A frame with problems is still a frame: nothing is skipped.
 *
 * - truncated: the capture, or the frame itself, holds fewer bytes than its headers announce
 * - ip-header-wrong: IP version or header length cannot be (RFC 791, 3.1; RFC 8200, 3)
 * - ip-checksum-bad: IPv4 header checksum (RFC 791, 3.1)
 * - ip-fragment: a fragment; what it carries is not decoded
 * - ttl-not-255: VRRP with another TTL or hop limit (RFC 9568, 5.1.1.3 and 5.1.2.3)
 * - version-unknown: VRRP version other than 2 and 3; only the first byte is decoded
 * - type-unknown: VRRP type other than 1 (RFC 9568, 5.2.2)
 * - vrid-zero: VRID 0 (RFC 9568, 5.2.3)
 * - count-zero: an advertisement without addresses (RFC 9568, 5.2.5)
 * - interval-zero: advertisement interval 0 (RFC 9568, 5.2.7)
 * - length-wrong: more or fewer bytes than the address count (and v2's authentication data) takes
 * - auth-type-unknown: v2 authentication type other than 0, 1 and 2 (RFC 2338, 5.3.6; RFC 3768, 5.3.6)
 * - checksum-bad: VRRP checksum fits no known form (RFC 3768, 5.3.8; RFC 9568, 5.2.8)
 * - arp-malformed: ARP that is not IPv4 over Ethernet (RFC 826)
 * - icmp-checksum-bad: ICMP checksum (RFC 792)
 * - link-type-unknown: a capture file's frame that starts with a link header other than those that are read
 */
export const frameProblemSchema = z.enum([
  'truncated',
  'ip-header-wrong',
  'ip-checksum-bad',
  'ip-fragment',
  'ttl-not-255',
  'version-unknown',
  'type-unknown',
  'vrid-zero',
  'count-zero',
  'interval-zero',
  'length-wrong',
  'auth-type-unknown',
  'checksum-bad',
  'arp-malformed',
  'icmp-checksum-bad',
  'link-type-unknown',
]);
export type FrameProblem = z.infer<typeof frameProblemSchema>;

/** What a VRRP sender covered with its checksum; `null` where no form fits. */
export const checksumFormSchema = z.enum(['v2', 'pseudo-header', 'message-only']);
export type ChecksumForm = z.infer<typeof checksumFormSchema>;

export const frameVrrpSchema = z.object({
  version: z.int(),
  type: z.int(),
  vrid: z.int(),
  priority: z.int(),
  addresses: z.array(z.string()),
  /** v2 counts seconds, v3 centiseconds; here both are milliseconds. */
  advertIntervalMs: z.int(),
  /** v2 only: 0 none, 1 simple text password, 2 IP authentication header. */
  authType: z.int().optional(),
  checksum: z.object({ ok: z.boolean(), form: checksumFormSchema.nullable() }),
});
export type FrameVrrp = z.infer<typeof frameVrrpSchema>;

export const frameArpSchema = z.object({
  operation: z.enum(['request', 'reply', 'other']),
  senderMac: z.string(),
  senderIp: z.string(),
  targetMac: z.string(),
  targetIp: z.string(),
  /** Sender and target address are the same (RFC 5944, 4.6): the sender announces itself. */
  gratuitous: z.boolean(),
  /** Sender address 0.0.0.0 (RFC 5227, 1.1): asks without touching anybody's cache. */
  probe: z.boolean(),
});
export type FrameArp = z.infer<typeof frameArpSchema>;

export const frameIcmpSchema = z.object({
  type: z.int(),
  code: z.int(),
  /** Echo request and reply only. */
  id: z.int().optional(),
  seq: z.int().optional(),
});
export type FrameIcmp = z.infer<typeof frameIcmpSchema>;

/** A neighbour advertisement (RFC 4861, 4.4): what ARP is to IPv4. */
export const frameNdpSchema = z.object({
  target: z.string(),
  /** The target link-layer address option; absent where the sender left it out. */
  targetMac: z.string().optional(),
  /** Clear: nobody had asked, the sender announces itself (RFC 4861, 7.2.6). */
  solicited: z.boolean(),
});
export type FrameNdp = z.infer<typeof frameNdpSchema>;

export const frameSchema = z.object({
  /** Counts from 1 within one capture. */
  no: z.int(),
  /** Decimal seconds since the epoch with nine digits, as text: a double cannot hold nanoseconds. */
  ts: z.string().regex(/^\d+\.\d{9}$/),
  /** Bytes on the wire, without the frame check sequence; a snapshot may hold fewer. */
  length: z.int(),
  link: z.object({ src: z.string(), dst: z.string(), vlan: z.int().optional() }).optional(),
  ip: z
    .object({
      version: z.union([z.literal(4), z.literal(6)]),
      src: z.string(),
      dst: z.string(),
      ttl: z.int(),
    })
    .optional(),
  protocol: z.enum(['vrrp', 'arp', 'ndp', 'icmp', 'other']),
  vrrp: frameVrrpSchema.optional(),
  arp: frameArpSchema.optional(),
  icmp: frameIcmpSchema.optional(),
  ndp: frameNdpSchema.optional(),
  problems: z.array(frameProblemSchema),
  info: z.string(),
});
export type Frame = z.infer<typeof frameSchema>;

/** What the capture knows about a frame besides its bytes. */
export interface FrameMeta {
  no: number;
  /** Nanoseconds since the epoch. */
  tsNs: bigint;
  /** Bytes on the wire; at least as many as were captured. */
  originalLength: number;
}
