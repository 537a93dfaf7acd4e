import {
  AF_PACKET,
  addressOf,
  bind,
  close,
  getOption,
  intBytes,
  receiveMany,
  SO_ATTACH_FILTER,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_TIMESTAMPNS,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  send,
  setOption,
  socket,
  watchReadable,
} from './libc.ts';
import { EPERM, SystemError } from './system-error.ts';

/** EtherType of every frame, outgoing ones included (linux/if_ether.h). */
export const ETH_P_ALL = 0x0003;
export const ETH_P_ARP = 0x0806;

const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;

/** struct sockaddr_ll: family u16, protocol u16 big-endian, index i32, then hardware fields that bind ignores. */
function linkAddress(index: number, etherType: number): Buffer {
  const address = Buffer.alloc(20);
  address.writeUInt16LE(AF_PACKET, 0);
  address.writeUInt16BE(etherType, 2);
  address.writeInt32LE(index, 4);
  return address;
}

/** Sends whole Ethernet frames on one interface; receives nothing. */
export class PacketSender {
  readonly #fd: number;

  /** @throws SystemError */
  constructor(index: number) {
    this.#fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    bind(this.#fd, linkAddress(index, 0));
  }

  /** @throws SystemError */
  send(frame: Uint8Array): void {
    send(this.#fd, frame);
  }

  close(): void {
    close(this.#fd);
  }
}

const BATCH = 64;
/** struct mmsghdr: struct msghdr (56), message length u32, padding. */
const MMSGHDR_LENGTH = 64;
const IOVEC_LENGTH = 16;
/** struct cmsghdr (16) and struct timespec (16), twice for alignment's sake. */
const CONTROL_LENGTH = 64;
const SCM_TIMESTAMPNS = SO_TIMESTAMPNS;

export interface PacketReceiverOptions {
  index: number;
  etherType: number;
  /** Longer frames are cut to this. */
  snapLength: number;
  receiveBufferBytes: number;
  /** Classic BPF program (struct sock_filter, 8 bytes each). */
  filter?: Uint8Array;
  clockNs(): bigint;
}

export interface PacketHandler {
  /** `bytes` is valid during the call only. */
  frame(bytes: Buffer, originalLength: number, tsNs: bigint): void;
  /** The socket is of no use any more. */
  failed(error: SystemError): void;
}

/**
 * Receives frames of one interface, up to 64 a call, with the kernel's nanosecond timestamps.
 * All memory that the kernel writes into is one buffer:
 * 64 struct mmsghdr | 64 struct iovec | 64 control areas | 64 frames.
 */
export class PacketReceiver {
  readonly #fd: number;
  readonly #options: PacketReceiverOptions;
  readonly #arena: Buffer;
  readonly #controlStart = BATCH * (MMSGHDR_LENGTH + IOVEC_LENGTH);
  readonly #framesStart = BATCH * (MMSGHDR_LENGTH + IOVEC_LENGTH + CONTROL_LENGTH);
  #watch: { close(): void } | undefined;

  /** @throws SystemError */
  constructor(options: PacketReceiverOptions) {
    this.#options = options;
    // Protocol 0 receives nothing: the filter is in place before bind() lets the first frame in.
    this.#fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    this.#arena = Buffer.alloc(this.#framesStart + BATCH * options.snapLength);
    this.#layOut();
    if (options.filter) attachFilter(this.#fd, options.filter);
    setReceiveBuffer(this.#fd, options.receiveBufferBytes);
    setOption(this.#fd, SOL_SOCKET, SO_TIMESTAMPNS, intBytes(1));
    bind(this.#fd, linkAddress(options.index, options.etherType));
  }

  start(handler: PacketHandler): void {
    this.#watch = watchReadable(this.#fd, () => this.#drain(handler));
  }

  /** Frames that the kernel dropped since the last call because the buffer was full. @throws SystemError */
  takeKernelDrops(): number {
    const statistics = Buffer.alloc(8); // struct tpacket_stats: packets u32, drops u32; reading resets it
    getOption(this.#fd, SOL_PACKET, PACKET_STATISTICS, statistics);
    return statistics.readUInt32LE(4);
  }

  close(): void {
    this.#watch?.close();
    close(this.#fd);
  }

  #layOut(): void {
    const { snapLength } = this.#options;
    const base = addressOf(this.#arena);
    for (let slot = 0; slot < BATCH; slot += 1) {
      const header = slot * MMSGHDR_LENGTH;
      const iovec = BATCH * MMSGHDR_LENGTH + slot * IOVEC_LENGTH;
      this.#arena.writeBigUInt64LE(base + BigInt(iovec), header + 16); // msg_iov
      this.#arena.writeBigUInt64LE(1n, header + 24); // msg_iovlen
      this.#arena.writeBigUInt64LE(base + BigInt(this.#controlStart + slot * CONTROL_LENGTH), header + 32);
      this.#arena.writeBigUInt64LE(base + BigInt(this.#framesStart + slot * snapLength), iovec);
      this.#arena.writeBigUInt64LE(BigInt(snapLength), iovec + 8);
    }
  }

  #drain(handler: PacketHandler): void {
    for (let count = BATCH; count === BATCH; ) {
      for (let slot = 0; slot < BATCH; slot += 1)
        this.#arena.writeBigUInt64LE(BigInt(CONTROL_LENGTH), slot * MMSGHDR_LENGTH + 40); // msg_controllen
      try {
        count = receiveMany(this.#fd, this.#arena, BATCH);
      } catch (error) {
        if (error instanceof SystemError) handler.failed(error);
        else throw error;
        return;
      }
      for (let slot = 0; slot < count; slot += 1) this.#deliver(slot, handler);
    }
  }

  #deliver(slot: number, handler: PacketHandler): void {
    const { snapLength } = this.#options;
    const length = this.#arena.readUInt32LE(slot * MMSGHDR_LENGTH + 56);
    const start = this.#framesStart + slot * snapLength;
    const bytes = this.#arena.subarray(start, start + Math.min(length, snapLength));
    handler.frame(bytes, length, this.#timestamp(slot));
  }

  /** Of the control message, or the clock's where the kernel gave none. */
  #timestamp(slot: number): bigint {
    const at = this.#controlStart + slot * CONTROL_LENGTH;
    const filled = Number(this.#arena.readBigUInt64LE(slot * MMSGHDR_LENGTH + 40));
    const level = this.#arena.readInt32LE(at + 8);
    const type = this.#arena.readInt32LE(at + 12);
    if (filled < 32 || level !== SOL_SOCKET || type !== SCM_TIMESTAMPNS) return this.#options.clockNs();
    return this.#arena.readBigInt64LE(at + 16) * 1_000_000_000n + this.#arena.readBigInt64LE(at + 24);
  }
}

/** Beyond the system's limit where the capability allows it. */
function setReceiveBuffer(fd: number, bytes: number): void {
  try {
    setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, intBytes(bytes));
  } catch (error) {
    if (!(error instanceof SystemError) || error.errno !== EPERM) throw error;
    setOption(fd, SOL_SOCKET, SO_RCVBUF, intBytes(bytes));
  }
}

/** struct sock_fprog: length u16, padding, pointer to the program. */
function attachFilter(fd: number, filter: Uint8Array): void {
  const program = Buffer.alloc(16);
  program.writeUInt16LE(filter.length / 8, 0);
  program.writeBigUInt64LE(addressOf(filter), 8);
  setOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, program);
}
