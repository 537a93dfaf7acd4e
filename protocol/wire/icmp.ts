import { internetChecksum } from './checksum.ts';

/**
 * ICMP echo (RFC 792, page 14); of ICMPv6 the same but for the types (RFC 4443, 4.1 and 4.2) and the checksum, which
 * covers a pseudo-header and is the kernel's to fill in (RFC 3542, 3.1).
 *
 *    0      1      2          4            6          8
 *   +------+------+----------+------------+----------+------- - -
 *   | type | code | checksum | identifier | sequence | data
 *   +------+------+----------+------------+----------+------- - -
 */
export const ICMP_ECHO_REPLY = 0;
export const ICMP_ECHO_REQUEST = 8;

export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;
const echoTypes = [ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST, ICMPV6_ECHO_REQUEST, ICMPV6_ECHO_REPLY] as const;
type EchoType = (typeof echoTypes)[number];

export interface IcmpEcho {
  type: EchoType;
  /** 16 bits. */
  id: number;
  /** 16 bits. */
  seq: number;
  /** Where it was decoded from: a view, not a copy. */
  data: Uint8Array;
}

export function encodeIcmpEcho(echo: IcmpEcho): Uint8Array {
  const bytes = new Uint8Array(8 + echo.data.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, echo.type);
  view.setUint16(4, echo.id);
  view.setUint16(6, echo.seq);
  bytes.set(echo.data, 8);
  view.setUint16(2, internetChecksum(bytes));
  return bytes;
}

/** `undefined` where it is no echo or too short. The checksum is not looked at. */
export function decodeIcmpEcho(bytes: Uint8Array): IcmpEcho | undefined {
  const type = echoTypes.find((known) => known === bytes[0]);
  if (bytes.length < 8 || type === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { type, id: view.getUint16(4), seq: view.getUint16(6), data: bytes.subarray(8) };
}
