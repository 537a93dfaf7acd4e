import { close, MSG_DONTWAIT, receive, SOCK_NONBLOCK, watchReadable } from '../native/libc.ts';
import { EAGAIN, ENOBUFS, SystemError } from '../native/system-error.ts';
import {
  decodeAddress,
  decodeLink,
  type InterfaceAddress,
  type Link,
  type Message,
  RTM_DELADDR,
  RTM_DELLINK,
  RTM_NEWADDR,
  RTM_NEWLINK,
  splitMessages,
} from './messages.ts';
import { Netlink } from './netlink.ts';
import { openRouteSocket, RECEIVE_LENGTH } from './route-socket.ts';

const RTMGRP_LINK = 0x1;
const RTMGRP_IPV4_IFADDR = 0x10;
const RTMGRP_IPV6_IFADDR = 0x100;

export interface AddressChange extends InterfaceAddress {
  /** False: it is gone. */
  added: boolean;
}

export interface NetworkWatcher {
  /** An interface is new or has changed; `gone`: it was deleted. */
  link?(link: Link, gone: boolean): void;
  /** Told of every address of both families, our own changes included. */
  address?(change: AddressChange): void;
  /** The host was too busy and messages are lost (netlink(7), ENOBUFS): all is to be read again. */
  lost(): void;
}

export interface Watch {
  close(): void;
}

/** Tells changes of interfaces and addresses, on the event loop and in their order. @throws SystemError */
export function watchNetwork(watcher: NetworkWatcher): Watch {
  const groups =
    (watcher.link ? RTMGRP_LINK : 0) | (watcher.address ? RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR : 0);
  const fd = openRouteSocket(groups, SOCK_NONBLOCK);
  const buffer = Buffer.alloc(RECEIVE_LENGTH);
  let open = true;
  const watch = watchReadable(fd, () => {
    while (open) {
      const length = receiveOrLose(fd, buffer, watcher);
      if (length === undefined) return;
      for (const message of splitMessages(buffer.subarray(0, length))) tell(message, watcher);
    }
  });
  return {
    close() {
      open = false;
      watch.close();
      close(fd);
    },
  };
}

/** `undefined` where nothing is waiting. */
function receiveOrLose(fd: number, buffer: Buffer, watcher: NetworkWatcher): number | undefined {
  try {
    return receive(fd, buffer, MSG_DONTWAIT);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.errno === EAGAIN) return undefined;
    if (error.errno !== ENOBUFS) throw error;
    watcher.lost();
    return 0;
  }
}

function tell({ type, body }: Message, watcher: NetworkWatcher): void {
  if (type === RTM_NEWLINK || type === RTM_DELLINK) watcher.link?.(decodeLink(body), type === RTM_DELLINK);
  else if (type === RTM_NEWADDR || type === RTM_DELADDR)
    watcher.address?.({ ...decodeAddress(body), added: type === RTM_NEWADDR });
}

/** Tells every change of an interface; where changes were lost, all interfaces as they are now. @throws SystemError */
export function watchLinks(changed: (link: Link, gone: boolean) => void): Watch {
  const tellAll = () => {
    const netlink = new Netlink();
    try {
      for (const link of netlink.links()) changed(link, false);
    } finally {
      netlink.close();
    }
  };
  return watchNetwork({ link: changed, lost: tellAll });
}
