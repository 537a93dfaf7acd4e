import { isIpv6 } from '../../../protocol/lab/router-rules.ts';

/**
 * What runs on a node for the wire's questions: a few lines for the interpreter that is there already, passed as an
 * argument, so that nothing is written to the host. They only move bytes; every frame is made and read on this side.
 *
 *   in:   link HEX          send this Ethernet frame on the interface
 *         ip ADDRESS HEX    send this payload as IP protocol 112, TTL 255, through the interface
 *         ip6 ADDRESS HEX   the same over IPv6, from the link-local address
 *   out:  ready             everything is open
 *         out HEX           a frame that left (after the packet filter's output hook)
 *         in HEX            a frame that arrived (before the packet filter's input hook)
 *         ip HEX            an IPv4 packet of protocol 112, with its header, that a program on this host may read
 *         ip6 HEX           what is behind the IPv6 header of such a one
 *
 * It ends when its input does, and by itself after `lifeSeconds`. Arguments: interface, BPF program in hex, seconds,
 * the link-local IPv6 address of the interface; an empty one: nothing is opened for IPv6.
 */
export interface PuppetPacket {
  kind: 'out' | 'in' | 'ip' | 'ip6';
  bytes: Uint8Array;
}
export type PuppetLine = { kind: 'ready' } | PuppetPacket;

export const lifeSeconds = 30;

/** Null for anything else: a host may print what it likes. */
export function parsePuppetLine(text: string): PuppetLine | null {
  if (text === 'ready') return { kind: 'ready' };
  const match = /^(out|in|ip6?) ((?:[0-9a-f]{2})+)$/.exec(text);
  if (!match) return null;
  return { kind: match[1] as PuppetPacket['kind'], bytes: Buffer.from(match[2] ?? '', 'hex') };
}

export const linkLine = (frame: Uint8Array) => `link ${Buffer.from(frame).toString('hex')}\n`;
export const ipLine = (target: string, payload: Uint8Array) =>
  `${isIpv6(target) ? 'ip6' : 'ip'} ${target} ${Buffer.from(payload).toString('hex')}\n`;

/**
 * Classic BPF (linux/filter.h, struct sock_filter: u16 code, u8 jt, u8 jf, u32 k, in the host's byte order, which is
 * little-endian on every processor that the agent knows): ARP, IPv4 and IPv6 of protocol 112, and neighbour
 * advertisements. A host's other traffic never reaches the interpreter.
 */
export const filterHex = [
  [0x28, 0, 0, 12], // ldh [12]: EtherType
  [0x15, 9, 0, 0x0806], // ARP: accept
  [0x15, 0, 2, 0x0800], // not IPv4: go on
  [0x30, 0, 0, 23], // ldb [23]: protocol
  [0x15, 6, 7, 112], // VRRP: accept, or else reject
  [0x15, 0, 6, 0x86dd], // not IPv6: reject
  [0x30, 0, 0, 20], // ldb [20]: next header
  [0x15, 3, 0, 112], // VRRP: accept
  [0x15, 0, 3, 58], // not ICMPv6: reject
  [0x30, 0, 0, 54], // ldb [54]: type
  [0x15, 0, 1, 136], // a neighbour advertisement: accept, or else reject
  [0x06, 0, 0, 2048], // accept so many bytes
  [0x06, 0, 0, 0], // reject
]
  .map(([code = 0, jt = 0, jf = 0, k = 0]) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt16LE(code, 0);
    bytes.writeUInt8(jt, 2);
    bytes.writeUInt8(jf, 3);
    bytes.writeUInt32LE(k, 4);
    return bytes.toString('hex');
  })
  .join('');
