import { PendingBytes } from './pcap-bytes.ts';
import {
  type CaptureDamage,
  type CaptureRecord,
  copyOf,
  type DamageReason,
  MAX_PACKET_LENGTH,
  type RecordReader,
} from './pcap-record.ts';

/**
 * Classic pcap (draft-ietf-opsawg-pcap), in the byte order of whoever wrote it.
 *
 *    0       4       6       8          12         16        20         24
 *   +-------+-------+-------+----------+----------+---------+----------+
 *   | magic | major | minor | reserved | reserved | snaplen | linktype |
 *   +-------+-------+-------+----------+----------+---------+----------+
 *    0         4                 8                 12                16
 *   +---------+-----------------+-----------------+-----------------+------ - -
 *   | seconds | micro- or nanos | captured length | original length | packet
 *   +---------+-----------------+-----------------+-----------------+------ - -
 *   linktype: the lower 16 bits; the others tell of a frame check sequence
 */
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;

interface Format {
  littleEndian: boolean;
  fractionNs: bigint;
  linkType: number;
}

export function isPcapMagic(first: DataView): boolean {
  return [true, false].some((littleEndian) =>
    [MAGIC_MICROSECONDS, MAGIC_NANOSECONDS].includes(first.getUint32(0, littleEndian)),
  );
}

export class PcapReader implements RecordReader {
  readonly #pending = new PendingBytes();
  #format: Format | undefined;
  #damage: CaptureDamage | null = null;

  push(chunk: Uint8Array): CaptureRecord[] {
    if (this.#damage) return [];
    this.#pending.push(chunk);
    if (!this.#format && !this.#readHeader()) return [];
    const records: CaptureRecord[] = [];
    for (let record = this.#next(); record; record = this.#next()) records.push(record);
    return records;
  }

  end(): CaptureDamage | null {
    if (!this.#damage && (this.#pending.length > 0 || !this.#format)) this.#broken('truncated');
    return this.#damage;
  }

  #broken(reason: DamageReason): undefined {
    this.#damage = { offset: this.#pending.offset, reason };
    return undefined;
  }

  #readHeader(): boolean {
    const view = this.#pending.peek(FILE_HEADER_LENGTH);
    if (!view) return false;
    const littleEndian = [MAGIC_MICROSECONDS, MAGIC_NANOSECONDS].includes(view.getUint32(0, true));
    const magic = view.getUint32(0, littleEndian);
    if (magic !== MAGIC_MICROSECONDS && magic !== MAGIC_NANOSECONDS) this.#broken('not-a-capture');
    else if (view.getUint16(4, littleEndian) !== 2) this.#broken('version-unknown');
    if (this.#damage) return false;
    const fractionNs = magic === MAGIC_NANOSECONDS ? 1n : 1000n;
    this.#format = { littleEndian, fractionNs, linkType: view.getUint32(20, littleEndian) & 0xffff };
    this.#pending.drop(FILE_HEADER_LENGTH);
    return true;
  }

  #next(): CaptureRecord | undefined {
    const header = this.#pending.peek(RECORD_HEADER_LENGTH);
    if (!header || !this.#format || this.#damage) return undefined;
    const { littleEndian, fractionNs, linkType } = this.#format;
    const captured = header.getUint32(8, littleEndian);
    if (captured > MAX_PACKET_LENGTH) return this.#broken('length-wrong');
    const view = this.#pending.peek(RECORD_HEADER_LENGTH + captured);
    if (!view) return undefined;
    const seconds = BigInt(view.getUint32(0, littleEndian));
    const fraction = BigInt(view.getUint32(4, littleEndian));
    this.#pending.drop(RECORD_HEADER_LENGTH + captured);
    return {
      tsNs: seconds * 1_000_000_000n + fraction * fractionNs,
      originalLength: Math.max(view.getUint32(12, littleEndian), captured),
      bytes: copyOf(view, RECORD_HEADER_LENGTH, captured),
      linkType,
    };
  }
}
