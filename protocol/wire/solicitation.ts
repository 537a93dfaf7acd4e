import { ipv6Bytes, ipv6Text, macBytes, macText } from './address.ts';
import { internetChecksum } from './checksum.ts';
import { ETHERTYPE_IPV6, encodeEthernet } from './ethernet.ts';
import { encodeIpv6, PROTOCOL_ICMPV6, pseudoHeaderOf } from './ip.ts';

/**
 * Neighbour solicitation (RFC 4861, 4.3) with the source link-layer address option (4.6.1).
 *
 *    0      1      2          4          8                24       25       26      32
 *   +------+------+----------+----------+----------------+--------+--------+-------+
 *   | 135  |  0   | checksum | reserved | target address | type 1 | length | MAC   |
 *   +------+------+----------+----------+----------------+--------+--------+-------+
 *   the option's length counts units of 8 bytes
 */
const NEIGHBOUR_SOLICITATION = 135;
const LENGTH = 32;
const OPTION_SOURCE_LINK_LAYER_ADDRESS = 1;
/** A receiver drops neighbour discovery that came over a router (RFC 4861, 7.1.1). */
const HOP_LIMIT = 255;

/**
 * The frame that asks who has an IPv6 address, and to be told by unicast.
 * @param source a link-local address of the sender: a host that is about to take the target ignores the question then,
 *   while one from `::` would make it give the address up (RFC 4862, 5.4.3)
 */
export function solicitationFrame(mac: string, source: string, target: string): Uint8Array {
  const group = ipv6Text(solicitedNode(target), 0);
  const message = new Uint8Array(LENGTH);
  const view = new DataView(message.buffer);
  view.setUint8(0, NEIGHBOUR_SOLICITATION);
  message.set(ipv6Bytes(target), 8);
  view.setUint8(24, OPTION_SOURCE_LINK_LAYER_ADDRESS);
  view.setUint8(25, 1);
  message.set(macBytes(mac), 26);
  view.setUint16(2, internetChecksum(pseudoHeaderOf(source, group, LENGTH, PROTOCOL_ICMPV6), message));
  const ip = { src: source, dst: group, hopLimit: HOP_LIMIT, nextHeader: PROTOCOL_ICMPV6 };
  const link = { dst: groupMac(group), src: mac, etherType: ETHERTYPE_IPV6 };
  return encodeEthernet(link, encodeIpv6(ip, message));
}

/** ff02::1:ff00:0/104 and the target's last 24 bits (RFC 4291, 2.7.1). */
function solicitedNode(target: string): Uint8Array {
  const bytes = ipv6Bytes('ff02::1:ff00:0');
  bytes.set(ipv6Bytes(target).subarray(13), 13);
  return bytes;
}

/** 33:33 and the group's last 32 bits (RFC 2464, 7). */
function groupMac(group: string): string {
  return macText(Uint8Array.of(0x33, 0x33, ...ipv6Bytes(group).subarray(12)), 0);
}
