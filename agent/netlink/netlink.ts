import {
  AF_NETLINK,
  bind,
  close,
  MSG_DONTWAIT,
  receive,
  SO_RCVTIMEO,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  send,
  setOption,
  socket,
  watchReadable,
} from '../native/libc.ts';
import { EADDRNOTAVAIL, EAGAIN, EEXIST, ENOBUFS, SystemError } from '../native/system-error.ts';
import {
  addAddressRequest,
  decodeAddress,
  decodeLink,
  errorNumber,
  type InterfaceAddress,
  type Link,
  listAddressesRequest,
  listLinksRequest,
  type Message,
  NLMSG_DONE,
  NLMSG_ERROR,
  RTM_DELLINK,
  RTM_NEWADDR,
  RTM_NEWLINK,
  removeAddressRequest,
  splitMessages,
} from './messages.ts';

const NETLINK_ROUTE = 0;
const RTMGRP_LINK = 1;
const RECEIVE_LENGTH = 64 * 1024;

/** struct sockaddr_nl: family u16, padding u16, port u32 (0: the kernel's choice), groups u32. */
function netlinkAddress(groups: number): Buffer {
  const address = Buffer.alloc(12);
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(groups, 8);
  return address;
}

/**
 * Asks the kernel about interfaces and addresses and changes them. Calls are synchronous and take tens of
 * microseconds: the kernel answers within send().
 */
export class Netlink {
  readonly #fd: number;
  readonly #buffer = Buffer.alloc(RECEIVE_LENGTH);
  #sequence = 0;

  /** @throws SystemError */
  constructor() {
    this.#fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    bind(this.#fd, netlinkAddress(0));
    const oneSecond = Buffer.alloc(16);
    oneSecond.writeBigInt64LE(1n);
    setOption(this.#fd, SOL_SOCKET, SO_RCVTIMEO, oneSecond);
  }

  /** True where the address was not there before. @throws SystemError */
  addAddress(index: number, address: string, prefixLength: number): boolean {
    const sequence = this.#next();
    return this.#change(addAddressRequest(sequence, index, address, prefixLength), sequence, EEXIST);
  }

  /** True where the address was there. @throws SystemError */
  removeAddress(index: number, address: string, prefixLength: number): boolean {
    const sequence = this.#next();
    return this.#change(
      removeAddressRequest(sequence, index, address, prefixLength),
      sequence,
      EADDRNOTAVAIL,
    );
  }

  /** IPv4 addresses of all interfaces. @throws SystemError */
  addresses(): InterfaceAddress[] {
    const sequence = this.#next();
    const messages = this.#dump(listAddressesRequest(sequence), sequence);
    return messages.filter(({ type }) => type === RTM_NEWADDR).map(({ body }) => decodeAddress(body));
  }

  /** @throws SystemError */
  links(): Link[] {
    const sequence = this.#next();
    const messages = this.#dump(listLinksRequest(sequence), sequence);
    return messages.filter(({ type }) => type === RTM_NEWLINK).map(({ body }) => decodeLink(body));
  }

  close(): void {
    close(this.#fd);
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #change(request: Buffer, sequence: number, harmless: number): boolean {
    send(this.#fd, request);
    for (;;) {
      const length = receive(this.#fd, this.#buffer);
      for (const message of splitMessages(this.#buffer.subarray(0, length))) {
        if (message.sequence !== sequence || message.type !== NLMSG_ERROR) continue;
        const errno = errorNumber(message.body);
        if (errno !== 0 && errno !== harmless) throw new SystemError('rtnetlink', errno);
        return errno === 0;
      }
    }
  }

  #dump(request: Buffer, sequence: number): Message[] {
    send(this.#fd, request);
    const messages: Message[] = [];
    for (;;) {
      const length = receive(this.#fd, this.#buffer);
      // Bodies must outlive the buffer they came in.
      for (const message of splitMessages(Buffer.from(this.#buffer.subarray(0, length)))) {
        if (message.sequence !== sequence) continue;
        if (message.type === NLMSG_DONE) return messages;
        if (message.type === NLMSG_ERROR) throw new SystemError('rtnetlink', errorNumber(message.body));
        messages.push(message);
      }
    }
  }
}

function tellAll(changed: (link: Link, gone: boolean) => void): void {
  const netlink = new Netlink();
  try {
    for (const link of netlink.links()) changed(link, false);
  } finally {
    netlink.close();
  }
}

/** Tells every change of an interface, on the event loop; `gone` where it was deleted. */
export function watchLinks(changed: (link: Link, gone: boolean) => void): { close(): void } {
  const fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  bind(fd, netlinkAddress(RTMGRP_LINK));
  const buffer = Buffer.alloc(RECEIVE_LENGTH);
  const watch = watchReadable(fd, () => {
    for (;;) {
      let length: number;
      try {
        length = receive(fd, buffer, MSG_DONTWAIT);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        if (error.errno === EAGAIN) return;
        if (error.errno !== ENOBUFS) throw error;
        // netlink(7): messages were lost on a busy host. What they said is asked for again.
        tellAll(changed);
        continue;
      }
      for (const { type, body } of splitMessages(buffer.subarray(0, length)))
        if (type === RTM_NEWLINK || type === RTM_DELLINK) changed(decodeLink(body), type === RTM_DELLINK);
    }
  });
  return {
    close() {
      watch.close();
      close(fd);
    },
  };
}
