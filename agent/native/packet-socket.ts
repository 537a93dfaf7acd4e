import {
  AF_PACKET,
  bind,
  close,
  getOption,
  intBytes,
  SO_TIMESTAMPNS,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  setOption,
  socket,
  watchReadable,
} from './libc.ts';
import { MessageArena } from './message-arena.ts';
import { drain } from './receive-loop.ts';
import { SendQueue } from './send-queue.ts';
import { attachFilter, setReceiveBuffer } from './socket-options.ts';
import type { SystemError } from './system-error.ts';

/** EtherType of every frame, outgoing ones included (linux/if_ether.h). */
export const ETH_P_ALL = 0x0003;
export const ETH_P_ARP = 0x0806;

/** Ethernet header, VLAN tag and the usual MTU. */
const LONGEST_FRAME = 1518;
const nothing = new Uint8Array(0);

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
  readonly #queue: SendQueue;

  /** @throws SystemError */
  constructor(index: number) {
    const fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    bind(fd, linkAddress(index, 0));
    this.#queue = new SendQueue(fd, { name: 0, data: LONGEST_FRAME });
  }

  /** @throws SystemError */
  send(frame: Uint8Array): void {
    this.sendAll([frame]);
  }

  /** In order, with as few system calls as possible. @throws SystemError of the first that could not be sent */
  sendAll(frames: readonly Uint8Array[]): void {
    let problem: SystemError | undefined;
    const failed = (error: SystemError) => {
      problem ??= error;
    };
    for (const frame of frames) this.#queue.add(undefined, nothing, frame, failed);
    this.#queue.flush();
    if (problem) throw problem;
  }

  close(): void {
    this.#queue.close();
  }
}

const BATCH = 64;
/** struct cmsghdr (16) and struct timespec (16). */
const CONTROL_LENGTH = 32;
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

/** Receives frames of one interface, up to 64 a call, with the kernel's nanosecond timestamps. */
export class PacketReceiver {
  readonly #fd: number;
  readonly #clockNs: () => bigint;
  readonly #arena: MessageArena;
  #watch: { close(): void } | undefined;

  /** @throws SystemError */
  constructor(options: PacketReceiverOptions) {
    this.#clockNs = options.clockNs;
    // Protocol 0 receives nothing: the filter is in place before bind() lets the first frame in.
    this.#fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    this.#arena = new MessageArena({
      slots: BATCH,
      name: 0,
      control: CONTROL_LENGTH,
      data: options.snapLength,
    });
    if (options.filter) attachFilter(this.#fd, options.filter);
    setReceiveBuffer(this.#fd, options.receiveBufferBytes);
    setOption(this.#fd, SOL_SOCKET, SO_TIMESTAMPNS, intBytes(1));
    bind(this.#fd, linkAddress(options.index, options.etherType));
  }

  start(handler: PacketHandler): void {
    const deliver = (slot: number) =>
      handler.frame(this.#arena.data(slot), this.#arena.length(slot), this.#timestamp(slot));
    this.#watch = watchReadable(this.#fd, () => drain(this.#fd, this.#arena, { deliver, ...handler }));
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

  /** Of the control message, or the clock's where the kernel gave none. */
  #timestamp(slot: number): bigint {
    const stamp = this.#arena.control(slot, SOL_SOCKET, SCM_TIMESTAMPNS);
    if (stamp === undefined || stamp.length < 16) return this.#clockNs();
    return stamp.readBigInt64LE(0) * 1_000_000_000n + stamp.readBigInt64LE(8);
  }
}
