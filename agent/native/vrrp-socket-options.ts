import type { Socket } from 'raw-socket';
import { ipv4Bytes } from '../../protocol/wire/address.ts';
import { VRRP_GROUP_V4 } from '../../protocol/wire/vrrp.ts';

/** Socket options of raw-socket's IPv4 sockets, as raw buffers (linux/in.h, asm-generic/socket.h). */
const SOL_SOCKET = 1;
const SO_BINDTODEVICE = 25;
const IPPROTO_IP = 0;
const IP_ADD_MEMBERSHIP = 35;

/** struct ip_mreqn: group, local address (any), interface index. */
function membership(index: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.set(ipv4Bytes(VRRP_GROUP_V4), 0);
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
  const request = membership(index);
  socket.setOption(IPPROTO_IP, IP_ADD_MEMBERSHIP, request, request.length);
}
