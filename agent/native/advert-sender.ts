import { addressFamily } from '../../protocol/wire/address.ts';
import { encodeIpv4, encodeIpv6, PROTOCOL_VRRP } from '../../protocol/wire/ip.ts';
import { openSendingSocket, socketAddress } from './raw-ip-socket.ts';
import { SendQueue } from './send-queue.ts';
import type { SystemError } from './system-error.ts';

/** Header and message of the longest advert on Ethernet. */
const LONGEST_PACKET = 1500;
const SOCKADDR_IN6_LENGTH = 28;
/** CS6, network control, as keepalived marks its adverts. */
const TOS_NETWORK_CONTROL = 0xc0;
/** RFC 9568, 5.1.1.3 and 5.1.2.3. */
const TTL = 255;
/** Of the payload length in an IPv6 header; the kernel fills in what changes in an IPv4 header. */
const IPV6_PAYLOAD_LENGTH = 4;

export interface AdvertSenderOptions {
  /** Where adverts leave: the interface, or the macvlan of a virtual MAC address. */
  interface: string;
  index: number;
  /** Where they come from; it need not be an address of that interface. */
  source: string;
  /** The group, or each unicast peer; of the family of the source. */
  destinations: readonly string[];
  /** Bytes 9 of IPv4 and 7 of IPv6: 255, but unicast may cross routers. */
  ttl?: number;
  /** A queued message could not be sent. */
  failed(error: SystemError): void;
}

/** Sends one virtual router's adverts. `messages`: VRRP with its checksum, one for each destination, in their order. */
export interface AdvertSender {
  /** They have left when this returns, after all that was queued before. @throws SystemError of the first that did not */
  send(messages: readonly Uint8Array[]): void;
  /** They leave at the end of this turn of the event loop, together with those of other routers. */
  queue(messages: readonly Uint8Array[]): void;
  close(): void;
}

interface Lane {
  queue: SendQueue;
  users: number;
}

/** The sockets that the virtual routers of this machine share, one for each interface and source. */
export class AdvertSenders {
  readonly #lanes = new Map<string, Lane>();
  #flush: NodeJS.Immediate | undefined;

  /** @throws SystemError; RangeError where an address is of another family than the source */
  open(options: AdvertSenderOptions): AdvertSender {
    const { index, source, failed } = options;
    const family = addressFamily(source);
    const destinations = options.destinations.map((destination) => ({
      name: socketAddress(destination, index),
      header: headerOf(source, destination, options.ttl ?? TTL),
    }));
    const key = family === 6 ? `${index} ${source}` : `${index}`;
    const lane = this.#lane(key, options);
    const add = (messages: readonly Uint8Array[], refused: (error: SystemError) => void) => {
      for (const [at, { name, header }] of destinations.entries()) {
        const message = messages[at];
        if (message === undefined) throw new RangeError('fewer messages than destinations');
        const packet = lane.queue.add(name, header, message, refused);
        if (family === 6) packet.writeUInt16BE(message.length, IPV6_PAYLOAD_LENGTH);
      }
    };
    return {
      send: (messages) => {
        let problem: SystemError | undefined;
        add(messages, (error) => {
          problem ??= error;
        });
        lane.queue.flush();
        if (problem) throw problem;
      },
      queue: (messages) => {
        add(messages, failed);
        this.#flush ??= setImmediate(() => this.flush());
      },
      close: () => {
        lane.users -= 1;
        if (lane.users > 0) return;
        lane.queue.flush();
        lane.queue.close();
        this.#lanes.delete(key);
      },
    };
  }

  /** Sends what is queued now. */
  flush(): void {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    for (const { queue } of this.#lanes.values()) queue.flush();
  }

  #lane(key: string, options: AdvertSenderOptions): Lane {
    const known = this.#lanes.get(key);
    if (known) {
      known.users += 1;
      return known;
    }
    const fd = openSendingSocket(options.interface, options.index, options.source);
    const queue = new SendQueue(fd, { name: SOCKADDR_IN6_LENGTH, data: LONGEST_PACKET });
    const lane = { queue, users: 1 };
    this.#lanes.set(key, lane);
    return lane;
  }
}

function headerOf(source: string, destination: string, ttl: number): Uint8Array {
  const nothing = new Uint8Array(0);
  const common = { src: source, dst: destination };
  return addressFamily(source) === 6
    ? encodeIpv6(
        { ...common, hopLimit: ttl, nextHeader: PROTOCOL_VRRP, trafficClass: TOS_NETWORK_CONTROL },
        nothing,
      )
    : encodeIpv4({ ...common, ttl, protocol: PROTOCOL_VRRP, tos: TOS_NETWORK_CONTROL }, nothing);
}
