import { addressOf, receiveMany, sendMany } from './libc.ts';

/** struct mmsghdr: struct msghdr (56), message length u32, padding. */
const MMSGHDR_LENGTH = 64;
const MSG_NAMELEN = 8;
const MSG_IOV = 16;
const MSG_IOVLEN = 24;
const MSG_CONTROL = 32;
const MSG_CONTROLLEN = 40;
const MSG_LEN = 56;
/** struct cmsghdr, in words. */
const CMSGHDR_WORDS = 4;
/** struct iovec: base u64, length u64. */
const IOVEC_LENGTH = 16;
const IOV_LEN = 8;

/** Bytes of each part, for one message. */
export interface ArenaLayout {
  slots: number;
  /** Socket address; 0: none is wanted. */
  name: number;
  /** Control messages; a multiple of 8. */
  control: number;
  data: number;
}

/**
 * Memory for recvmmsg(2) and sendmmsg(2), laid out once: the kernel and we fill in what changes. One buffer:
 * slots x ( struct mmsghdr | struct iovec | name | control | data ), each kind together.
 */
export class MessageArena {
  readonly slots: number;
  readonly #layout: ArenaLayout;
  readonly #bytes: Buffer;
  /** All of it, in the byte order of both architectures; many times cheaper than a Buffer's methods. */
  readonly words: Uint32Array;
  readonly #names: number;
  readonly #controls: number;
  readonly #data: number;
  /** Slots whose room must be said to the kernel again. */
  #stale: number;

  constructor(layout: ArenaLayout) {
    const { slots } = layout;
    this.slots = slots;
    this.#stale = slots;
    this.#layout = layout;
    this.#controls = slots * (MMSGHDR_LENGTH + IOVEC_LENGTH);
    this.#names = this.#controls + slots * layout.control;
    this.#data = this.#names + slots * layout.name;
    this.#bytes = Buffer.alloc(this.#data + slots * layout.data);
    this.words = new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length >> 2);
    const base = addressOf(this.#bytes);
    const pointer = (at: number, to: number) => this.#bytes.writeBigUInt64LE(base + BigInt(to), at);
    for (let slot = 0; slot < slots; slot += 1) {
      const header = slot * MMSGHDR_LENGTH;
      const iovec = slots * MMSGHDR_LENGTH + slot * IOVEC_LENGTH;
      if (layout.name > 0) pointer(header, this.#names + slot * layout.name);
      if (layout.control > 0) pointer(header + MSG_CONTROL, this.#controls + slot * layout.control);
      pointer(header + MSG_IOV, iovec);
      this.#bytes.writeBigUInt64LE(1n, header + MSG_IOVLEN);
      pointer(iovec, this.#data + slot * layout.data);
      this.#bytes.writeBigUInt64LE(BigInt(layout.data), iovec + IOV_LEN);
    }
  }

  /** How many messages were waiting, at most `slots`. @throws SystemError */
  receive(fd: number): number {
    const { name, control } = this.#layout;
    for (let slot = 0; slot < this.#stale; slot += 1) {
      // Said to the kernel as room, said back by it as length.
      this.words[(slot * MMSGHDR_LENGTH + MSG_NAMELEN) >> 2] = name;
      this.words[(slot * MMSGHDR_LENGTH + MSG_CONTROLLEN) >> 2] = control;
    }
    this.#stale = this.slots;
    const count = receiveMany(fd, this.#bytes, this.slots);
    this.#stale = count;
    return count;
  }

  /** Of a received message, as it was on the wire: more than `data` has where the slot was too small. */
  length(slot: number): number {
    return this.words[(slot * MMSGHDR_LENGTH + MSG_LEN) >> 2] ?? 0;
  }

  /** Where in `words` a slot's message is; `data` of the layout must be a multiple of 4. */
  wordOf(slot: number): number {
    return (this.#data + slot * this.#layout.data) >> 2;
  }

  /** What was received into a slot; overwritten by the next `receive`. */
  data(slot: number): Buffer {
    const start = this.#data + slot * this.#layout.data;
    return this.#bytes.subarray(start, start + Math.min(this.length(slot), this.#layout.data));
  }

  name(slot: number): Buffer {
    const start = this.#names + slot * this.#layout.name;
    return this.#bytes.subarray(start, start + this.#layout.name);
  }

  /** The value of a received control message. */
  control(slot: number, level: number, type: number): Buffer | undefined {
    const word = this.controlWord(slot, level, type);
    if (word === undefined) return undefined;
    const length = (this.words[word - CMSGHDR_WORDS] ?? 0) - CMSGHDR_WORDS * 4;
    return this.#bytes.subarray(word * 4, word * 4 + length);
  }

  /** Where in `words` the value of a received control message is (struct cmsghdr: length u64, level i32, type i32). */
  controlWord(slot: number, level: number, type: number): number | undefined {
    const { words } = this;
    const start = (this.#controls + slot * this.#layout.control) >> 2;
    const end = start + ((words[(slot * MMSGHDR_LENGTH + MSG_CONTROLLEN) >> 2] ?? 0) >> 2);
    for (let at = start; at + CMSGHDR_WORDS <= end; ) {
      const length = words[at] ?? 0;
      if (length < CMSGHDR_WORDS * 4 || at + (length >> 2) > end) return undefined;
      if (words[at + 2] === level && words[at + 3] === type) return at + CMSGHDR_WORDS;
      at += ((length + 7) & ~7) >> 2;
    }
    return undefined;
  }

  /** Prepares a slot for sending. @throws RangeError where the parts do not fit into the slot */
  put(slot: number, name: Uint8Array | undefined, header: Uint8Array, message: Uint8Array): Buffer {
    const length = header.length + message.length;
    const start = this.#data + slot * this.#layout.data;
    if (length > this.#layout.data) throw new RangeError(`${length} bytes do not fit into a slot`);
    if (name) this.#bytes.set(name, this.#names + slot * this.#layout.name);
    this.words[(slot * MMSGHDR_LENGTH + MSG_NAMELEN) >> 2] = name?.length ?? 0;
    this.words[(this.slots * MMSGHDR_LENGTH + slot * IOVEC_LENGTH + IOV_LEN) >> 2] = length;
    this.#bytes.set(header, start);
    this.#bytes.set(message, start + header.length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Sends the slots from `first` on; returns how many the kernel took. @throws SystemError about slot `first` */
  send(fd: number, first: number, count: number): number {
    return sendMany(fd, this.#bytes.subarray(first * MMSGHDR_LENGTH), count);
  }
}
