import { ipBytes, ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from './address.ts';
import { checksumFits, internetChecksum } from './checksum.ts';
import type { FrameProblem } from './frame.ts';

/** IP headers: IPv4 whole, IPv6 its fixed header (extension headers are not followed). */

export const PROTOCOL_ICMP = 1;
export const PROTOCOL_ICMPV6 = 58;
/** IANA's number for VRRP (RFC 9568, 5.1.1.4). */
export const PROTOCOL_VRRP = 112;

export interface Ip {
  version: 4 | 6;
  src: string;
  dst: string;
  /** Time to live, or hop limit. */
  ttl: number;
  protocol: number;
  headerLength: number;
  /** As the header says; the capture may hold less (then `truncated` is among the problems). */
  payloadLength: number;
  /** A fragment's payload does not start with, or does not hold, the whole message. */
  fragment: boolean;
  problems: FrameProblem[];
}

/** `undefined` where the bytes do not hold a header. */
export function decodeIp(bytes: Uint8Array): Ip | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) return decodeIpv4(bytes);
  return version === 6 ? decodeIpv6(bytes) : undefined;
}

/**
 * IPv4 (RFC 791, 3.1).
 *
 *    0      1     2              4               6              8     9          10         12    16    20
 *   +------+-----+--------------+---------------+--------------+-----+----------+----------+-----+-----+---- - -
 *   |4| IHL| TOS | total length | identification|flags| offset | TTL | protocol | checksum | src | dst | options
 *   +------+-----+--------------+---------------+--------------+-----+----------+----------+-----+-----+---- - -
 */
function decodeIpv4(bytes: Uint8Array): Ip | undefined {
  if (bytes.length < 20) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = (view.getUint8(0) & 0x0f) * 4;
  const totalLength = view.getUint16(2);
  const problems: FrameProblem[] = [];
  const possible = headerLength >= 20 && totalLength >= headerLength;
  if (!possible) problems.push('ip-header-wrong');
  else if (bytes.length < totalLength) problems.push('truncated');
  if (possible && bytes.length >= headerLength && !checksumFits(bytes.subarray(0, headerLength)))
    problems.push('ip-checksum-bad');
  const fragment = (view.getUint16(6) & 0x3fff) !== 0;
  if (fragment) problems.push('ip-fragment');
  return {
    version: 4,
    src: ipv4Text(bytes, 12),
    dst: ipv4Text(bytes, 16),
    ttl: view.getUint8(8),
    protocol: view.getUint8(9),
    headerLength,
    payloadLength: possible ? totalLength - headerLength : 0,
    fragment,
    problems,
  };
}

/**
 * IPv6 (RFC 8200, 3).
 *
 *    0                      4                6             7           8      24     40
 *   +----------------------+----------------+-------------+-----------+------+------+
 *   |6| class | flow label | payload length | next header | hop limit | src  | dst  |
 *   +----------------------+----------------+-------------+-----------+------+------+
 */
function decodeIpv6(bytes: Uint8Array): Ip | undefined {
  if (bytes.length < 40) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payloadLength = view.getUint16(4);
  return {
    version: 6,
    src: ipv6Text(bytes, 8),
    dst: ipv6Text(bytes, 24),
    ttl: view.getUint8(7),
    protocol: view.getUint8(6),
    headerLength: 40,
    payloadLength,
    fragment: false,
    problems: bytes.length < 40 + payloadLength ? ['truncated'] : [],
  };
}

export interface Ipv4Fields {
  src: string;
  dst: string;
  ttl: number;
  protocol: number;
  /** DSCP and ECN; 0xc0 is CS6, network control. */
  tos?: number;
  identification?: number;
  /** Already padded to a multiple of four bytes, at most 40. */
  options?: Uint8Array;
}

export function encodeIpv4(fields: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const headerLength = 20 + (fields.options?.length ?? 0);
  const bytes = new Uint8Array(headerLength + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x40 | (headerLength / 4));
  view.setUint8(1, fields.tos ?? 0);
  view.setUint16(2, bytes.length);
  view.setUint16(4, fields.identification ?? 0);
  view.setUint8(8, fields.ttl);
  view.setUint8(9, fields.protocol);
  bytes.set(ipv4Bytes(fields.src), 12);
  bytes.set(ipv4Bytes(fields.dst), 16);
  if (fields.options) bytes.set(fields.options, 20);
  view.setUint16(10, internetChecksum(bytes.subarray(0, headerLength)));
  bytes.set(payload, headerLength);
  return bytes;
}

export interface Ipv6Fields {
  src: string;
  dst: string;
  hopLimit: number;
  nextHeader: number;
  /** DSCP and ECN; 0xc0 is CS6, network control. */
  trafficClass?: number;
}

/** A fixed header without extension headers, flow label 0. */
export function encodeIpv6(fields: Ipv6Fields, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(40 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (0x60000000 | ((fields.trafficClass ?? 0) << 20)) >>> 0);
  view.setUint16(4, payload.length);
  view.setUint8(6, fields.nextHeader);
  view.setUint8(7, fields.hopLimit);
  bytes.set(ipv6Bytes(fields.src), 8);
  bytes.set(ipv6Bytes(fields.dst), 24);
  bytes.set(payload, 40);
  return bytes;
}

/**
 * What a checksum above IP covers besides its own message.
 *
 *   IPv4 (as RFC 793, 3.1):  src (4)  | dst (4)  | 0 | protocol | length (2)
 *   IPv6 (RFC 8200, 8.1):    src (16) | dst (16) | length (4)   | 0 0 0 | next header
 *
 * @param header the bytes of the IP header as captured or as they will be sent
 */
export function pseudoHeader(header: Uint8Array, protocol: number, length: number): Uint8Array {
  const addresses = (header[0] ?? 0) >> 4 === 4 ? header.subarray(12, 20) : header.subarray(8, 40);
  return withProtocol(addresses, protocol, length);
}

/** The same of a message between two addresses of one family, where its IP header is not at hand. */
export function pseudoHeaderOf(
  src: string,
  dst: string,
  length: number,
  protocol: number = PROTOCOL_VRRP,
): Uint8Array {
  const [from, to] = [ipBytes(src), ipBytes(dst)];
  const addresses = new Uint8Array(from.length + to.length);
  addresses.set(from, 0);
  addresses.set(to, from.length);
  return withProtocol(addresses, protocol, length);
}

function withProtocol(addresses: Uint8Array, protocol: number, length: number): Uint8Array {
  const isV4 = addresses.length === 8;
  const pseudo = new Uint8Array(isV4 ? 12 : 40);
  pseudo.set(addresses, 0);
  const view = new DataView(pseudo.buffer);
  if (isV4) {
    view.setUint8(9, protocol);
    view.setUint16(10, length);
  } else {
    view.setUint32(32, length);
    view.setUint8(39, protocol);
  }
  return pseudo;
}
