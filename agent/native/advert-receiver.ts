import type { ReceivedPacket } from '../../protocol/vrrp/validate-advert.ts';
import { ipv6Text } from '../../protocol/wire/address.ts';
import { decodeIp, PROTOCOL_VRRP } from '../../protocol/wire/ip.ts';
import { close, SO_TIMESTAMPNS, SOL_SOCKET, wallClock, watchReadable } from './libc.ts';
import { MessageArena } from './message-arena.ts';
import { IPPROTO_IPV6, openReceivingSocket } from './raw-ip-socket.ts';
import { drain } from './receive-loop.ts';
import { RepeatedPackets } from './repeated-packets.ts';
import type { SystemError } from './system-error.ts';

const BATCH = 64;
/** Beyond what an Ethernet MTU lets through; longer packets are cut and say so by their header. */
const LONGEST_PACKET = 2048;
/** Without options. */
const IPV4_HEADER_LENGTH = 20;
const SOCKADDR_IN6_LENGTH = 28;
const IPV6_PKTINFO = 50;
const IPV6_HOPLIMIT = 52;
/** struct cmsghdr with struct timespec (16 + 16), with struct in6_pktinfo (16 + 20, padded to 40), with an int (24). */
const CONTROL_LENGTH = 96;
/** An advert that is said to have waited for longer has a time stamp of a clock that was set. */
const LONGEST_WAIT_NS = 60e9;

export interface AdvertReceiverOptions {
  family: 4 | 6;
  interface: string;
  index: number;
  clockNs(): bigint;
  /**
   * A packet of protocol 112.
   * @param atNs when it came in, by `clockNs`: a backup's deadline counts from here, however late it is read
   */
  received(packet: ReceivedPacket, atNs: bigint): void;
  /** The socket is of no use any more. */
  failed(error: SystemError): void;
}

/** Adverts of one family that come in on one interface. */
export class AdvertReceiver {
  readonly #fd: number;
  readonly #arena: MessageArena;
  readonly #watch: { close(): void };
  readonly #repeated = new RepeatedPackets();

  /** @throws SystemError */
  constructor(options: AdvertReceiverOptions) {
    const { family, received, clockNs, failed } = options;
    this.#fd = openReceivingSocket(family, options.interface, options.index);
    const name = family === 6 ? SOCKADDR_IN6_LENGTH : 0;
    this.#arena = new MessageArena({ slots: BATCH, name, control: CONTROL_LENGTH, data: LONGEST_PACKET });
    let nowNs = 0n;
    let wall = wallClock();
    const handler = {
      beforeBatch: () => {
        nowNs = clockNs();
        wall = wallClock();
      },
      deliver: (slot: number) => {
        const packet = family === 6 ? this.#ipv6Packet(slot) : this.#ipv4Packet(slot);
        if (packet) received(packet, nowNs - BigInt(this.#waitedNs(slot, wall)));
      },
      failed,
    };
    this.#watch = watchReadable(this.#fd, () => drain(this.#fd, this.#arena, handler));
  }

  close(): void {
    this.#watch.close();
    close(this.#fd);
  }

  /** How long a packet had been there at `wall` (struct timespec), by the kernel's time stamp. */
  #waitedNs(slot: number, wall: Uint32Array): number {
    const { words } = this.#arena;
    const stamp = this.#arena.controlWord(slot, SOL_SOCKET, SO_TIMESTAMPNS);
    if (stamp === undefined) return 0;
    const word = (at: number) => (wall[at] ?? 0) - (words[stamp + at] ?? 0);
    const waitedNs = (word(1) * 2 ** 32 + word(0)) * 1e9 + word(2);
    return waitedNs < 0 || waitedNs > LONGEST_WAIT_NS ? 0 : waitedNs;
  }

  /** A raw IPv4 socket hands out the header too; the kernel has put fragments together. */
  #ipv4Packet(slot: number): ReceivedPacket | undefined {
    const { words } = this.#arena;
    const [at, length] = [this.#arena.wordOf(slot), this.#arena.length(slot)];
    const known = this.#repeated.find(words, at, length);
    if (known !== undefined) return known;
    const bytes = this.#arena.data(slot);
    const ip = decodeIp(bytes);
    if (ip === undefined) return undefined;
    const packet: ReceivedPacket = {
      family: 4,
      source: ip.src,
      destination: ip.dst,
      ttl: ip.ttl,
      message: new Uint8Array(bytes.subarray(ip.headerLength, ip.headerLength + ip.payloadLength)),
      headerOk: ip.problems.length === 0 && ip.protocol === PROTOCOL_VRRP,
    };
    const plain = ip.headerLength === IPV4_HEADER_LENGTH && length === bytes.length && packet.headerOk;
    if (plain) this.#repeated.remember(words, at, length, packet);
    return packet;
  }

  /** A raw IPv6 socket does not: destination and hop limit come as control messages (RFC 3542, 6). */
  #ipv6Packet(slot: number): ReceivedPacket | undefined {
    const destination = this.#arena.control(slot, IPPROTO_IPV6, IPV6_PKTINFO);
    const hopLimit = this.#arena.control(slot, IPPROTO_IPV6, IPV6_HOPLIMIT);
    if (destination === undefined || hopLimit === undefined) return undefined;
    const message = new Uint8Array(this.#arena.data(slot));
    return {
      family: 6,
      source: ipv6Text(this.#arena.name(slot), 8),
      destination: ipv6Text(destination, 0),
      ttl: hopLimit.readInt32LE(0),
      message,
      headerOk: message.length === this.#arena.length(slot),
    };
  }
}
