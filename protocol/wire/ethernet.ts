import { macBytes, macText } from './address.ts';

/**
 * Ethernet II, with at most one 802.1Q tag.
 *
 *    0            6            12         14
 *   +------------+------------+----------+------- - -
 *   | destination| source     | EtherType| payload
 *   +------------+------------+----------+------- - -
 *                             12         14     16         18
 *                            +----------+------+----------+------- - -
 *   with a tag:              | 0x8100   | TCI  | EtherType| payload
 *                            +----------+------+----------+------- - -
 *   TCI: 3 bits priority, 1 bit drop eligible, 12 bits VLAN (IEEE 802.1Q, 9.6)
 */
export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_VLAN = 0x8100;
export const ETHERTYPE_IPV6 = 0x86dd;

export interface Ethernet {
  dst: string;
  src: string;
  etherType: number;
  vlan?: number;
  /** Where the payload starts. */
  headerLength: number;
}

/** `undefined` where the bytes do not hold the header. */
export function decodeEthernet(bytes: Uint8Array): Ethernet | undefined {
  if (bytes.length < 14) return undefined;
  const dst = macText(bytes, 0);
  const src = macText(bytes, 6);
  const etherType = word(bytes, 12);
  if (etherType !== ETHERTYPE_VLAN) return { dst, src, etherType, headerLength: 14 };
  if (bytes.length < 18) return undefined;
  return { dst, src, etherType: word(bytes, 16), vlan: word(bytes, 14) & 0xfff, headerLength: 18 };
}

/** A whole frame without padding and check sequence: the driver adds them. */
export function encodeEthernet(
  header: { dst: string; src: string; etherType: number; vlan?: number | undefined },
  payload: Uint8Array,
): Uint8Array {
  const headerLength = header.vlan === undefined ? 14 : 18;
  const bytes = new Uint8Array(headerLength + payload.length);
  const view = new DataView(bytes.buffer);
  bytes.set(macBytes(header.dst), 0);
  bytes.set(macBytes(header.src), 6);
  if (header.vlan !== undefined) {
    view.setUint16(12, ETHERTYPE_VLAN);
    view.setUint16(14, header.vlan & 0xfff);
  }
  view.setUint16(headerLength - 2, header.etherType);
  bytes.set(payload, headerLength);
  return bytes;
}

function word(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}
