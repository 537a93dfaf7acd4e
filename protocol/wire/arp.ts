import { ipv4Bytes, ipv4Text, macBytes, macText } from './address.ts';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, encodeEthernet } from './ethernet.ts';

/**
 * ARP for IPv4 over Ethernet (RFC 826): 28 bytes.
 *
 *    0        2        4     5     6           8           14         18          24         28
 *   +--------+--------+-----+-----+-----------+-----------+----------+-----------+----------+
 *   | 0x0001 | 0x0800 |  6  |  4  | operation | sender MAC| sender IP| target MAC| target IP|
 *   +--------+--------+-----+-----+-----------+-----------+----------+-----------+----------+
 */
export const ARP_LENGTH = 28;
export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff';
const ZERO_MAC = '00:00:00:00:00:00';

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

export interface Arp {
  operation: number;
  senderMac: string;
  senderIp: string;
  targetMac: string;
  targetIp: string;
}

/** `undefined` where it is too short or not IPv4 over Ethernet. */
export function decodeArp(bytes: Uint8Array): Arp | undefined {
  if (bytes.length < ARP_LENGTH) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ours =
    view.getUint16(0) === 1 && view.getUint16(2) === ETHERTYPE_IPV4 && view.getUint16(4) === 0x0604;
  if (!ours) return undefined;
  return {
    operation: view.getUint16(6),
    senderMac: macText(bytes, 8),
    senderIp: ipv4Text(bytes, 14),
    targetMac: macText(bytes, 18),
    targetIp: ipv4Text(bytes, 24),
  };
}

export function encodeArp(arp: Arp): Uint8Array {
  const bytes = new Uint8Array(ARP_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1);
  view.setUint16(2, ETHERTYPE_IPV4);
  view.setUint16(4, 0x0604);
  view.setUint16(6, arp.operation);
  bytes.set(macBytes(arp.senderMac), 8);
  bytes.set(ipv4Bytes(arp.senderIp), 14);
  bytes.set(macBytes(arp.targetMac), 18);
  bytes.set(ipv4Bytes(arp.targetIp), 24);
  return bytes;
}

/**
 * The frame that moves an address in everybody's cache (RFC 9568, 6.4.2): a broadcast request whose sender and target
 * are both the address. The target MAC is all ones, as keepalived writes it; receivers ignore it.
 */
export function gratuitousArpFrame(mac: string, ip: string): Uint8Array {
  const arp = {
    operation: ARP_REQUEST,
    senderMac: mac,
    senderIp: ip,
    targetMac: BROADCAST_MAC,
    targetIp: ip,
  };
  return encodeEthernet({ dst: BROADCAST_MAC, src: mac, etherType: ETHERTYPE_ARP }, encodeArp(arp));
}

/** A request for `targetIp`; with the sender address 0.0.0.0 it is a probe that touches nobody's cache (RFC 5227, 2.1.1). */
export function arpRequestFrame(mac: string, senderIp: string, targetIp: string): Uint8Array {
  const arp = { operation: ARP_REQUEST, senderMac: mac, senderIp, targetMac: ZERO_MAC, targetIp };
  return encodeEthernet({ dst: BROADCAST_MAC, src: mac, etherType: ETHERTYPE_ARP }, encodeArp(arp));
}
