import { randomBytes } from 'node:crypto';
import { decodeIp, PROTOCOL_VRRP } from '../../../protocol/wire/ip.ts';

/**
 * What is sent as IP protocol 112 to see whether it gets through: to a packet filter it is VRRP, to every VRRP router
 * it is nothing. Version 15 is discarded ("MUST verify that the VRRP version is 3", RFC 9568, 7.1; "is 2", RFC 3768,
 * 7.1), so is type 15 (RFC 9568, 5.2.2), and VRID 0 is no router's (RFC 9568, 5.2.3), so that a daemon that looks for
 * the virtual router before the version finds none either. TTL 255, as an advert's: a filter may ask for it.
 *
 *    0      1      2              8                16
 *   +------+------+--------------+----------------+
 *   | 0xff | 0x00 | "TANDEM"     | token          |
 *   +------+------+--------------+----------------+
 */
const lead = Buffer.from('\xff\x00TANDEM', 'latin1');
const tokenLength = 8;

export function probePayload(): Buffer {
  return Buffer.concat([lead, randomBytes(tokenLength)]);
}

/** Is this IP packet the very probe? */
export function isProbe(packet: Uint8Array, payload: Buffer): boolean {
  const ip = decodeIp(packet);
  if (!ip || ip.protocol !== PROTOCOL_VRRP) return false;
  return payload.equals(packet.subarray(ip.headerLength, ip.headerLength + payload.length));
}
