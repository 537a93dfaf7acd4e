import { AF_NETLINK, bind, SOCK_CLOEXEC, SOCK_RAW, socket } from '../native/libc.ts';

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
