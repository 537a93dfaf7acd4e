import type { Socket } from 'raw-socket';
import { ipv4Bytes } from '../../protocol/wire/address.ts';
import { VRRP_GROUP_V4 } from '../../protocol/wire/vrrp.ts';

/** Socket options of raw-socket's IPv4 sockets, as raw buffers (linux/in.h, asm-generic/socket.h). */
const SOL_SOCKET = 1;
const SO_PRIORITY = 12;
const SO_BINDTODEVICE = 25;
const IPPROTO_IP = 0;
const IP_TOS = 1;
const IP_MULTICAST_IF = 32;
const IP_MULTICAST_TTL = 33;
const IP_MULTICAST_LOOP = 34;
const IP_ADD_MEMBERSHIP = 35;

/** CS6, network control, as keepalived marks its adverts. */
const TOS_NETWORK_CONTROL = 0xc0;
/** TC_PRIO_CONTROL: leaves the queue first. */
const PRIORITY_CONTROL = 7;

/** struct ip_mreqn: group, local address, interface index. */
function membership(address: string, index: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.set(ipv4Bytes(VRRP_GROUP_V4), 0);
  bytes.set(ipv4Bytes(address), 4);
  bytes.writeInt32LE(index, 8);
  return bytes;
}

/** Receive only what comes in on this interface. @throws Error with the system's words */
export function bindToDevice(socket: Socket, interfaceName: string): void {
  const name = Buffer.from(`${interfaceName}\0`);
  socket.setOption(SOL_SOCKET, SO_BINDTODEVICE, name, name.length);
}

/** @throws Error with the system's words */
export function joinVrrpGroup(socket: Socket, index: number): void {
  const request = membership('0.0.0.0', index);
  socket.setOption(IPPROTO_IP, IP_ADD_MEMBERSHIP, request, request.length);
}

/** Adverts leave through this interface, from this address, with TTL 255, and do not come back to us. */
export function prepareAdvertSender(socket: Socket, index: number, source: string): void {
  const through = membership(source, index);
  socket.setOption(IPPROTO_IP, IP_MULTICAST_IF, through, through.length);
  socket.setOption(IPPROTO_IP, IP_MULTICAST_TTL, 255);
  socket.setOption(IPPROTO_IP, IP_MULTICAST_LOOP, 0);
  socket.setOption(IPPROTO_IP, IP_TOS, TOS_NETWORK_CONTROL);
  socket.setOption(SOL_SOCKET, SO_PRIORITY, PRIORITY_CONTROL);
}
