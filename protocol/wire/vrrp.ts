import { addressFamily, ipBytes, ipv4Text, ipv6Text } from './address.ts';
import { checksumFits, internetChecksum } from './checksum.ts';
import type { ChecksumForm, FrameProblem, FrameVrrp } from './frame.ts';
import { pseudoHeaderOf } from './ip.ts';

/**
 * VRRP advertisements.
 *
 *   version 2 (RFC 3768, 5.1)
 *    0         1      2          3       4          5          6          8
 *   +---------+------+----------+-------+----------+----------+----------+------------- - -+-----------+
 *   |2 | type | VRID | priority | count | authType | interval | checksum | count addresses | 8 bytes   |
 *   +---------+------+----------+-------+----------+----------+----------+------------- - -+-----------+
 *   interval in seconds; the 8 bytes of authentication data are there even for authType 0
 *
 *   version 3 (RFC 9568, 5.2)
 *    0         1      2          3       4    4 bits     6          8
 *   +---------+------+----------+-------+----+----------+----------+------------- - -+
 *   |3 | type | VRID | priority | count |rsvd| interval | checksum | count addresses |
 *   +---------+------+----------+-------+----+----------+----------+------------- - -+
 *   interval in centiseconds, 12 bits; the reserved bits are zero when sent and ignored when received
 */
export const VRRP_ADVERTISEMENT = 1;
/** RFC 9568, 5.1.1.2 and 5.1.2.2. */
export const VRRP_GROUP_V4 = '224.0.0.18';
export const VRRP_GROUP_V6 = 'ff02::12';
const HEADER_LENGTH = 8;
const V2_AUTH_LENGTH = 8;

export interface VrrpAdvert {
  version: 2 | 3;
  vrid: number;
  /** 0 says that the sender stops (RFC 9568, 5.2.4). */
  priority: number;
  /** Of the family that the advert travels over; IPv6 is v3 only. */
  addresses: readonly string[];
  /** v2: whole seconds, 1000 to 255000; v3: whole centiseconds, 10 to 40950. */
  advertIntervalMs: number;
  /** v3 over IPv4 only; the others have one form. */
  checksumForm?: 'pseudo-header' | 'message-only';
  /** v2 only. */
  authType?: number;
  /** v2 only: at most 8 bytes. */
  authData?: Uint8Array;
}

/** The group that routers of a family listen to. */
export function vrrpGroup(family: 4 | 6): string {
  return family === 6 ? VRRP_GROUP_V6 : VRRP_GROUP_V4;
}

/**
 * The VRRP message, ready to be put behind an IP header with these addresses.
 * @param src chooses the family: `dst` and the advert's addresses are of the same one
 * @throws RangeError where they are not
 */
export function encodeVrrp(
  advert: VrrpAdvert,
  src: string,
  dst: string = vrrpGroup(addressFamily(src)),
): Uint8Array {
  const family = addressFamily(src);
  const addressLength = family === 6 ? 16 : 4;
  const stranger = [dst, ...advert.addresses].find((address) => addressFamily(address) !== family);
  if (stranger !== undefined) throw new RangeError(`${stranger} is not of the family of ${src}`);
  if (family === 6 && advert.version === 2) throw new RangeError('VRRP v2 has no IPv6');
  const addressesEnd = HEADER_LENGTH + advert.addresses.length * addressLength;
  const bytes = new Uint8Array(addressesEnd + (advert.version === 2 ? V2_AUTH_LENGTH : 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (advert.version << 4) | VRRP_ADVERTISEMENT);
  view.setUint8(1, advert.vrid);
  view.setUint8(2, advert.priority);
  view.setUint8(3, advert.addresses.length);
  if (advert.version === 2) {
    view.setUint8(4, advert.authType ?? 0);
    view.setUint8(5, Math.round(advert.advertIntervalMs / 1000));
    if (advert.authData) bytes.set(advert.authData.subarray(0, V2_AUTH_LENGTH), addressesEnd);
  } else view.setUint16(4, Math.round(advert.advertIntervalMs / 10) & 0x0fff);
  for (const [index, address] of advert.addresses.entries())
    bytes.set(ipBytes(address), HEADER_LENGTH + index * addressLength);
  const withPseudoHeader = advert.version === 3 && (family === 6 || advert.checksumForm !== 'message-only');
  view.setUint16(
    6,
    withPseudoHeader
      ? internetChecksum(pseudoHeaderOf(src, dst, bytes.length), bytes)
      : internetChecksum(bytes),
  );
  return bytes;
}

export interface DecodedVrrp {
  /** Absent where not even the fixed header is there. */
  vrrp?: FrameVrrp;
  /** v2 only: the 8 bytes behind the addresses, as far as they are there; a view, not a copy. */
  authData?: Uint8Array;
  problems: FrameProblem[];
}

/**
 * @param bytes what IP carries, as far as it was captured
 * @param pseudo the pseudo-header over the same message
 * @param whole false where the capture cut the message: then length and checksum are not judged
 */
export function decodeVrrp(
  bytes: Uint8Array,
  pseudo: Uint8Array,
  ipVersion: 4 | 6 = 4,
  whole = true,
): DecodedVrrp {
  if (bytes.length < HEADER_LENGTH) return { problems: ['truncated'] };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(0) >> 4;
  const type = view.getUint8(0) & 0x0f;
  const vrid = view.getUint8(1);
  const priority = view.getUint8(2);
  const count = view.getUint8(3);
  const problems: FrameProblem[] = [];
  if (version !== 2 && version !== 3) {
    const checksum = { ok: false, form: null };
    const vrrp = { version, type, vrid, priority, addresses: [], advertIntervalMs: 0, checksum };
    return { vrrp, problems: ['version-unknown'] };
  }
  if (type !== VRRP_ADVERTISEMENT) problems.push('type-unknown');
  if (vrid === 0) problems.push('vrid-zero');
  if (count === 0) problems.push('count-zero');
  const advertIntervalMs = version === 2 ? view.getUint8(5) * 1000 : (view.getUint16(4) & 0x0fff) * 10;
  if (advertIntervalMs === 0) problems.push('interval-zero');
  const addressLength = ipVersion === 4 ? 4 : 16;
  const length = HEADER_LENGTH + count * addressLength + (version === 2 ? V2_AUTH_LENGTH : 0);
  if (whole && bytes.length !== length) problems.push('length-wrong');
  const authType = version === 2 ? view.getUint8(4) : undefined;
  if (authType !== undefined && authType > 2) problems.push('auth-type-unknown');
  const form = whole ? checksumForm(bytes, pseudo, version, ipVersion) : null;
  if (whole && form === null) problems.push('checksum-bad');
  const addresses: string[] = [];
  for (
    let at = HEADER_LENGTH;
    addresses.length < count && at + addressLength <= bytes.length;
    at += addressLength
  )
    addresses.push(ipVersion === 4 ? ipv4Text(bytes, at) : ipv6Text(bytes, at));
  const vrrp: FrameVrrp = {
    version,
    type,
    vrid,
    priority,
    addresses,
    advertIntervalMs,
    ...(authType === undefined ? {} : { authType }),
    checksum: { ok: form !== null, form },
  };
  if (version === 3) return { vrrp, problems };
  const authStart = HEADER_LENGTH + count * addressLength;
  return { vrrp, authData: bytes.subarray(authStart, authStart + V2_AUTH_LENGTH), problems };
}

/**
 * Which form the sender used; `null` where none fits.
 * v2 covers the whole message with its authentication data (RFC 3768, 5.3.8). v3 over IPv4 covers the message alone
 * by RFC 9568, 5.2.8, while RFC 5798's readers (keepalived, FRR, tcpdump) add the pseudo-header: both are right.
 * v3 over IPv6 always has the pseudo-header.
 */
function checksumForm(
  bytes: Uint8Array,
  pseudo: Uint8Array,
  version: 2 | 3,
  ipVersion: 4 | 6,
): ChecksumForm | null {
  if (version === 2) return checksumFits(bytes) ? 'v2' : null;
  if (checksumFits(pseudo, bytes)) return 'pseudo-header';
  return ipVersion === 4 && checksumFits(bytes) ? 'message-only' : null;
}
