import { addressFamily, ipBytes } from '../../protocol/wire/address.ts';
import { PROTOCOL_VRRP } from '../../protocol/wire/ip.ts';
import { vrrpGroup } from '../../protocol/wire/vrrp.ts';
import {
  AF_INET,
  AF_INET6,
  bind,
  close,
  intBytes,
  SO_PRIORITY,
  SO_TIMESTAMPNS,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  setOption,
  socket,
} from './libc.ts';
import { bindToDevice, setReceiveBuffer } from './socket-options.ts';

/** Raw sockets for adverts (ip(7), ipv6(7), raw(7); linux/in.h, linux/in6.h). */
const IPPROTO_IP = 0;
export const IPPROTO_IPV6 = 41;
const IPPROTO_RAW = 255;

const IP_MULTICAST_IF = 32;
const IP_MULTICAST_LOOP = 34;
const IP_ADD_MEMBERSHIP = 35;

const IPV6_MULTICAST_IF = 17;
const IPV6_MULTICAST_LOOP = 19;
const IPV6_ADD_MEMBERSHIP = 20;
const IPV6_RECVPKTINFO = 49;
const IPV6_RECVHOPLIMIT = 51;
const IPV6_FREEBIND = 78;

/** TC_PRIO_CONTROL: leaves the queue first. */
const PRIORITY_CONTROL = 7;
/** Some hundreds of milliseconds of 20,000 adverts a second. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** struct sockaddr_in (16) or struct sockaddr_in6 (28). @param index the scope of an IPv6 address */
export function socketAddress(address: string, index: number): Buffer {
  const bytes = ipBytes(address);
  if (bytes.length === 4) {
    const name = Buffer.alloc(16);
    name.writeUInt16LE(AF_INET, 0);
    name.set(bytes, 4);
    return name;
  }
  const name = Buffer.alloc(28);
  name.writeUInt16LE(AF_INET6, 0);
  name.set(bytes, 8);
  name.writeUInt32LE(index, 24);
  return name;
}

/** struct ip_mreqn: group, local address, interface index. */
function ipv4Membership(group: string, index: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.set(ipBytes(group), 0);
  bytes.writeInt32LE(index, 8);
  return bytes;
}

/** struct ipv6_mreq: group, interface index. */
function ipv6Membership(group: string, index: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.set(ipBytes(group), 0);
  bytes.writeInt32LE(index, 16);
  return bytes;
}

/** What a socket is for, and closed again where the system refuses any of it. */
function prepared(fd: number, prepare: () => void): number {
  try {
    prepare();
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

/**
 * Hears every packet of protocol 112 of a family on one interface, those to its group among them. The kernel looks at
 * no VRRP checksum: bad ones are ours to count.
 * @throws SystemError
 */
export function openReceivingSocket(family: 4 | 6, interfaceName: string, index: number): number {
  const domain = family === 6 ? AF_INET6 : AF_INET;
  const fd = socket(domain, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, PROTOCOL_VRRP);
  return prepared(fd, () => {
    bindToDevice(fd, interfaceName);
    setReceiveBuffer(fd, RECEIVE_BUFFER_BYTES);
    setOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, intBytes(1));
    if (family === 6) {
      setOption(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, intBytes(1));
      setOption(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, intBytes(1));
      setOption(fd, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, ipv6Membership(vrrpGroup(6), index));
    } else setOption(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, ipv4Membership(vrrpGroup(4), index));
  });
}

/**
 * Sends whole IP packets through one interface, headers included, and receives nothing (raw(7), IPPROTO_RAW). They do
 * not come back to this machine.
 * @param source IPv6 routes by it; it need not be on this interface, since adverts of a virtual MAC address leave
 * through a macvlan and come from the address of the interface below (RFC 9568, 7.3)
 * @throws SystemError
 */
export function openSendingSocket(interfaceName: string, index: number, source: string): number {
  const family = addressFamily(source);
  const fd = socket(family === 6 ? AF_INET6 : AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
  return prepared(fd, () => {
    bindToDevice(fd, interfaceName);
    setOption(fd, SOL_SOCKET, SO_PRIORITY, intBytes(PRIORITY_CONTROL));
    if (family === 6) {
      setOption(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, intBytes(index));
      setOption(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, intBytes(0));
      setOption(fd, IPPROTO_IPV6, IPV6_FREEBIND, intBytes(1));
      bind(fd, socketAddress(source, index));
    } else {
      setOption(fd, IPPROTO_IP, IP_MULTICAST_IF, ipv4Membership('0.0.0.0', index));
      setOption(fd, IPPROTO_IP, IP_MULTICAST_LOOP, intBytes(0));
    }
  });
}
