/**
 * What runs on a node for the wire's questions: a few lines for the interpreter that is there already, passed as an
 * argument, so that nothing is written to the host. They only move bytes; every frame is made and read on this side.
 *
 *   in:   link HEX          send this Ethernet frame on the interface
 *         ip ADDRESS HEX    send this payload as IP protocol 112, TTL 255, through the interface
 *   out:  ready             everything is open
 *         out HEX           a frame that left (after the packet filter's output hook)
 *         in HEX            a frame that arrived (before the packet filter's input hook)
 *         ip HEX            a packet of protocol 112, with its header, that a program on this host may read
 *
 * It ends when its input does, and by itself after `lifeSeconds`. Arguments: interface, BPF program in hex, seconds.
 */
export type PuppetLine = { kind: 'ready' } | { kind: 'out' | 'in' | 'ip'; bytes: Uint8Array };

export const lifeSeconds = 30;

/** Null for anything else: a host may print what it likes. */
export function parsePuppetLine(text: string): PuppetLine | null {
  if (text === 'ready') return { kind: 'ready' };
  const match = /^(out|in|ip) ((?:[0-9a-f]{2})+)$/.exec(text);
  if (!match) return null;
  return { kind: match[1] as 'out' | 'in' | 'ip', bytes: Buffer.from(match[2] ?? '', 'hex') };
}

export const linkLine = (frame: Uint8Array) => `link ${Buffer.from(frame).toString('hex')}\n`;
export const ipLine = (target: string, payload: Uint8Array) =>
  `ip ${target} ${Buffer.from(payload).toString('hex')}\n`;

/**
 * Classic BPF (linux/filter.h, struct sock_filter: u16 code, u8 jt, u8 jf, u32 k, in the host's byte order, which is
 * little-endian on every processor that the agent knows): ARP, and IPv4 and IPv6 of protocol 112. A host's other traffic never
 * reaches the interpreter.
 */
export const filterHex = [
  [0x28, 0, 0, 12], // ldh [12]: EtherType
  [0x15, 6, 0, 0x0806], // ARP: accept
  [0x15, 0, 2, 0x0800], // not IPv4: go on
  [0x30, 0, 0, 23], // ldb [23]: protocol
  [0x15, 3, 4, 112], // VRRP: accept, or else reject
  [0x15, 0, 3, 0x86dd], // not IPv6: reject
  [0x30, 0, 0, 20], // ldb [20]: next header
  [0x15, 0, 1, 112], // not VRRP: reject
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
