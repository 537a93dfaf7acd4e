import { AF_NETLINK, bind, receive, SOCK_CLOEXEC, SOCK_RAW, socket } from '../native/libc.ts';
import { SystemError } from '../native/system-error.ts';
import { answerTo } from './messages.ts';

const NETLINK_ROUTE = 0;
/** What one recv may deliver at most. */
export const RECEIVE_LENGTH = 64 * 1024;

/** @param groups bit mask RTMGRP_* of what is to be told. @throws SystemError */
export function openRouteSocket(groups: number, flags = 0): number {
  const fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, NETLINK_ROUTE);
  // struct sockaddr_nl: family u16, padding u16, port u32 (0: the kernel's choice), groups u32.
  const address = Buffer.alloc(12);
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(groups, 8);
  bind(fd, address);
  return fd;
}

/**
 * Waits for the answer to a request that changes something.
 * @param harmless an errno that only says that there was nothing to change; 0: none is
 * @returns whether anything changed
 * @throws SystemError
 */
export function receiveAnswer(fd: number, buffer: Buffer, sequence: number, harmless: number): boolean {
  for (;;) {
    const length = receive(fd, buffer);
    const errno = answerTo(sequence, buffer, length);
    if (errno === undefined) continue;
    if (errno !== 0 && errno !== harmless) throw new SystemError('rtnetlink', errno);
    return errno === 0;
  }
}
