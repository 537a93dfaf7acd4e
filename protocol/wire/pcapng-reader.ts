import { PendingBytes } from './pcap-bytes.ts';
import {
  type CaptureDamage,
  type CaptureRecord,
  type DamageReason,
  MAX_PACKET_LENGTH,
  type RecordReader,
} from './pcap-record.ts';
import { type CaptureInterface, readInterface, readPacket } from './pcapng-blocks.ts';

/**
 * pcapng (draft-ietf-opsawg-pcapng): a chain of blocks, drawn in pcapng-writer.ts. Each section says its byte order
 * and describes its own interfaces. Blocks without packets are passed over without being kept.
 */
export const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const PACKET_BLOCKS = [2, 3, 6];
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** The longest block that is kept to be read: a packet with room for its options. */
const MAX_BLOCK_LENGTH = MAX_PACKET_LENGTH + 0x20000;
const MAX_INTERFACES = 4096;

export class PcapngReader implements RecordReader {
  readonly #pending = new PendingBytes();
  #interfaces: CaptureInterface[] = [];
  #littleEndian = false;
  #started = false;
  /** Of the block being passed over: where it started, and the length that must stand at its end. */
  #passing: { offset: number; length: number } | undefined;
  #damage: CaptureDamage | null = null;

  push(chunk: Uint8Array): CaptureRecord[] {
    if (this.#damage) return [];
    this.#pending.push(chunk);
    const records: CaptureRecord[] = [];
    while (!this.#damage && this.#step(records));
    return records;
  }

  end(): CaptureDamage | null {
    if (this.#damage) return this.#damage;
    const { offset, length, owed } = this.#pending;
    if (length > 0 || owed > 0 || this.#passing || !this.#started)
      this.#damage = { offset: this.#passing?.offset ?? offset, reason: 'truncated' };
    return this.#damage;
  }

  #broken(reason: DamageReason, offset = this.#pending.offset): false {
    this.#damage = { offset, reason };
    return false;
  }

  /** Reads one block; false when more bytes are needed or the file is damaged. */
  #step(records: CaptureRecord[]): boolean {
    if (this.#passing) return this.#finishPassing(this.#passing);
    const head = this.#pending.peek(12);
    if (!head) return false;
    const isSection = head.getUint32(0) === SECTION_HEADER;
    if (!this.#started && !isSection) return this.#broken('not-a-capture');
    if (isSection && !this.#startSection(head)) return false;
    const type = head.getUint32(0, this.#littleEndian);
    const length = head.getUint32(4, this.#littleEndian);
    if (length < (isSection ? 28 : 12) || length % 4 !== 0) return this.#broken('length-wrong');
    if (type !== INTERFACE_DESCRIPTION && !PACKET_BLOCKS.includes(type)) return this.#pass(length, isSection);
    if (length > MAX_BLOCK_LENGTH) return this.#broken('length-wrong');
    const block = this.#pending.peek(length);
    if (!block) return false;
    if (block.getUint32(length - 4, this.#littleEndian) !== length) return this.#broken('length-wrong');
    const body = new DataView(block.buffer, block.byteOffset + 8, length - 12);
    if (type === INTERFACE_DESCRIPTION) {
      if (this.#interfaces.length >= MAX_INTERFACES) return this.#broken('too-many-interfaces');
      const described = readInterface(body, this.#littleEndian);
      if (!described) return this.#broken('length-wrong');
      this.#interfaces.push(described);
    } else {
      const record = readPacket(type, body, this.#littleEndian, this.#interfaces);
      if (typeof record === 'string') return this.#broken(record);
      records.push(record);
    }
    this.#pending.drop(length);
    return true;
  }

  #startSection(head: DataView): boolean {
    const littleEndian = head.getUint32(8, true) === BYTE_ORDER_MAGIC;
    if (!littleEndian && head.getUint32(8) !== BYTE_ORDER_MAGIC)
      return this.#broken(this.#started ? 'byte-order-wrong' : 'not-a-capture');
    const view = this.#pending.peek(16);
    if (!view) return false;
    if (view.getUint16(12, littleEndian) !== 1) return this.#broken('version-unknown');
    this.#littleEndian = littleEndian;
    this.#interfaces = [];
    return true;
  }

  #pass(length: number, isSection: boolean): boolean {
    if (isSection) this.#started = true;
    this.#passing = { offset: this.#pending.offset, length };
    this.#pending.drop(length - 4);
    return true;
  }

  #finishPassing({ offset, length }: { offset: number; length: number }): boolean {
    const trailer = this.#pending.owed > 0 ? undefined : this.#pending.peek(4);
    if (!trailer) return false;
    if (trailer.getUint32(0, this.#littleEndian) !== length) return this.#broken('length-wrong', offset);
    this.#passing = undefined;
    this.#pending.drop(4);
    return true;
  }
}
