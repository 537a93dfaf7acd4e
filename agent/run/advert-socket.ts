import raw from 'raw-socket';
import { PROTOCOL_VRRP } from '../../protocol/wire/ip.ts';
import { VRRP_GROUP_V4 } from '../../protocol/wire/vrrp.ts';
import { bindToDevice, joinVrrpGroup, prepareAdvertSender } from '../native/vrrp-socket-options.ts';

/** Adverts of one interface, in and out. */
export interface AdvertSocket {
  /** `done` comes when the kernel has taken it, with why not otherwise. The buffer must not change before. */
  send(message: Buffer, done: (error: Error | null) => void): void;
  close(): void;
}

export interface AdvertSocketOptions {
  interface: string;
  index: number;
  /** Where adverts come from. */
  address: string;
  clockNs(): bigint;
  /** A packet with its IP header, which the receiver may keep, and when it was there. */
  received(packet: Buffer, atNs: bigint): void;
  /** One packet could not be read. */
  complain(error: Error): void;
  /** The socket is of no use any more. */
  closed(): void;
}

/**
 * Two raw sockets: one that only receives and one that only sends, since raw-socket lets waiting packets go before
 * waiting sends.
 * @throws Error with the system's words
 */
export function openAdvertSocket(options: AdvertSocketOptions): AdvertSocket {
  const receiver = raw.createSocket({ protocol: PROTOCOL_VRRP, bufferSize: 2048 });
  bindToDevice(receiver, options.interface);
  joinVrrpGroup(receiver, options.index);
  const sender = raw.createSocket({ protocol: PROTOCOL_VRRP });
  bindToDevice(sender, options.interface);
  prepareAdvertSender(sender, options.index, options.address);
  sender.pauseRecv();

  receiver.on('message', (packet) => {
    // The clock first: a backup's deadline counts from here.
    const atNs = options.clockNs();
    options.received(Buffer.from(packet), atNs);
  });
  let open = true;
  for (const socket of [receiver, sender]) {
    socket.on('error', options.complain);
    socket.on('close', () => {
      if (open) options.closed();
    });
  }
  return {
    send(message, done) {
      sender.send(message, 0, message.length, VRRP_GROUP_V4, (error) => done(error));
    },
    close() {
      open = false;
      receiver.close();
      sender.close();
    },
  };
}
