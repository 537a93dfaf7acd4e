import { ipv6Bytes, ipv6Text, macBytes, macText } from './address.ts';
import { internetChecksum } from './checksum.ts';
import { ETHERTYPE_IPV6, encodeEthernet } from './ethernet.ts';
import type { FrameNdp } from './frame.ts';
import { encodeIpv6, PROTOCOL_ICMPV6, pseudoHeaderOf } from './ip.ts';

/**
 * Neighbour advertisement (RFC 4861, 4.4) with the target link-layer address option (4.6.1).
 *
 *    0      1      2          4                   8                24       25       26      32
 *   +------+------+----------+-------------------+----------------+--------+--------+-------+
 *   | 136  |  0   | checksum |R|S|O| reserved    | target address | type 2 | length | MAC   |
 *   +------+------+----------+-------------------+----------------+--------+--------+-------+
 *   the option's length counts units of 8 bytes
 */
const NEIGHBOUR_ADVERTISEMENT = 136;
const LENGTH = 32;
const TARGET_END = 24;
const FLAG_ROUTER = 0x80;
const FLAG_SOLICITED = 0x40;
const FLAG_OVERRIDE = 0x20;
const OPTION_TARGET_LINK_LAYER_ADDRESS = 2;

const ALL_NODES = 'ff02::1';
const ALL_NODES_MAC = '33:33:00:00:00:01';
/** A receiver drops neighbour discovery that came over a router (RFC 4861, 7.1.2). */
const HOP_LIMIT = 255;

/**
 * The frame that moves an IPv6 address in everybody's cache (RFC 9568, 6.4.2; RFC 4861, 7.2.6): to all nodes,
 * Override set, Solicited clear.
 * @param src the IPv6 source; the address itself does
 * @param router whether the sender forwards: hosts that hear false forget it as a router (RFC 4861, 7.2.5)
 */
export function unsolicitedAdvertisementFrame(
  mac: string,
  address: string,
  router: boolean,
  src: string = address,
): Uint8Array {
  const message = new Uint8Array(LENGTH);
  const view = new DataView(message.buffer);
  view.setUint8(0, NEIGHBOUR_ADVERTISEMENT);
  view.setUint8(4, FLAG_OVERRIDE | (router ? FLAG_ROUTER : 0));
  message.set(ipv6Bytes(address), 8);
  view.setUint8(24, OPTION_TARGET_LINK_LAYER_ADDRESS);
  view.setUint8(25, 1);
  message.set(macBytes(mac), 26);
  view.setUint16(2, internetChecksum(pseudoHeaderOf(src, ALL_NODES, LENGTH, PROTOCOL_ICMPV6), message));
  const ip = { src, dst: ALL_NODES, hopLimit: HOP_LIMIT, nextHeader: PROTOCOL_ICMPV6 };
  return encodeEthernet({ dst: ALL_NODES_MAC, src: mac, etherType: ETHERTYPE_IPV6 }, encodeIpv6(ip, message));
}

/** Undefined where it is no neighbour advertisement, or too short for one. Options behind the first are not read. */
export function decodeNeighbourAdvertisement(message: Uint8Array): FrameNdp | undefined {
  if (message[0] !== NEIGHBOUR_ADVERTISEMENT || message.length < TARGET_END) return undefined;
  const hasMac =
    message.length >= LENGTH && message[24] === OPTION_TARGET_LINK_LAYER_ADDRESS && message[25] === 1;
  return {
    target: ipv6Text(message, 8),
    ...(hasMac ? { targetMac: macText(message, 26) } : {}),
    solicited: ((message[4] ?? 0) & FLAG_SOLICITED) !== 0,
  };
}
