import { type CaptureRecord, copyOf, MAX_PACKET_LENGTH } from './pcap-record.ts';

/** Bodies of pcapng blocks: what stands between the two copies of the length. */
export interface CaptureInterface {
  linkType: number;
  /** 0: no limit. */
  snapLength: number;
  /** if_tsresol: seconds are divided by this power. */
  unitsPerSecond: bigint;
  /** if_tsoffset. */
  offsetSeconds: bigint;
}

const PACKET = 2;
const SIMPLE_PACKET = 3;

const OPTION_END = 0;
const OPTION_IF_TSRESOL = 9;
const OPTION_IF_TSOFFSET = 14;

/**
 *    0          2          4          8
 *   +----------+----------+----------+------- - -
 *   | linktype | reserved | snaplen  | options
 *   +----------+----------+----------+------- - -
 *   if_tsresol: the exponent of 10, or of 2 with the highest bit set; without it microseconds
 */
export function readInterface(body: DataView, littleEndian: boolean): CaptureInterface | undefined {
  if (body.byteLength < 8) return undefined;
  const described: CaptureInterface = {
    linkType: body.getUint16(0, littleEndian),
    snapLength: body.getUint32(4, littleEndian),
    unitsPerSecond: 1_000_000n,
    offsetSeconds: 0n,
  };
  for (let at = 8; at + 4 <= body.byteLength; ) {
    const code = body.getUint16(at, littleEndian);
    const length = body.getUint16(at + 2, littleEndian);
    if (code === OPTION_END || at + 4 + length > body.byteLength) break;
    if (code === OPTION_IF_TSRESOL && length === 1) {
      const resolution = body.getUint8(at + 4);
      described.unitsPerSecond = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
    }
    if (code === OPTION_IF_TSOFFSET && length === 8)
      described.offsetSeconds = body.getBigInt64(at + 4, littleEndian);
    at += 4 + ((length + 3) & ~3);
  }
  return described;
}

/** Of the reasons why a file ends early those that a packet can give. */
export type UnreadablePacket = 'length-wrong' | 'interface-unknown';

/**
 *   enhanced (6):  interface (4)            | time high (4), low (4) | captured (4) | original (4) | packet
 *   obsolete (2):  interface (2), drops (2) | time high (4), low (4) | captured (4) | original (4) | packet
 *   simple (3):    original (4) | packet, cut at the first interface's snaplen; no time
 *
 * Otherwise why it cannot be read.
 */
export function readPacket(
  type: number,
  body: DataView,
  littleEndian: boolean,
  interfaces: readonly CaptureInterface[],
): CaptureRecord | UnreadablePacket {
  if (type === SIMPLE_PACKET) return readSimplePacket(body, littleEndian, interfaces[0]);
  if (body.byteLength < 20) return 'length-wrong';
  const id = type === PACKET ? body.getUint16(0, littleEndian) : body.getUint32(0, littleEndian);
  const described = interfaces[id];
  if (!described) return 'interface-unknown';
  const captured = body.getUint32(12, littleEndian);
  if (captured > body.byteLength - 20 || captured > MAX_PACKET_LENGTH) return 'length-wrong';
  const units = (BigInt(body.getUint32(4, littleEndian)) << 32n) | BigInt(body.getUint32(8, littleEndian));
  return {
    tsNs: nanoseconds(units, described),
    originalLength: Math.max(body.getUint32(16, littleEndian), captured),
    bytes: copyOf(body, 20, captured),
    linkType: described.linkType,
  };
}

function readSimplePacket(
  body: DataView,
  littleEndian: boolean,
  described: CaptureInterface | undefined,
): CaptureRecord | UnreadablePacket {
  if (body.byteLength < 4) return 'length-wrong';
  if (!described) return 'interface-unknown';
  const originalLength = body.getUint32(0, littleEndian);
  const limit = described.snapLength || MAX_PACKET_LENGTH;
  const captured = Math.min(originalLength, limit, MAX_PACKET_LENGTH);
  if (captured > body.byteLength - 4) return 'length-wrong';
  return {
    tsNs: 0n,
    originalLength,
    bytes: copyOf(body, 4, captured),
    linkType: described.linkType,
  };
}

/** Times before 1970 read as 0. */
function nanoseconds(units: bigint, { unitsPerSecond, offsetSeconds }: CaptureInterface): bigint {
  const tsNs = (units * 1_000_000_000n) / unitsPerSecond + offsetSeconds * 1_000_000_000n;
  return tsNs < 0n ? 0n : tsNs;
}
