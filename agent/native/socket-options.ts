import {
  addressOf,
  intBytes,
  SO_ATTACH_FILTER,
  SO_BINDTODEVICE,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOL_SOCKET,
  setOption,
} from './libc.ts';
import { EPERM, SystemError } from './system-error.ts';

/** Beyond the system's limit (net.core.rmem_max) where the capability allows it. @throws SystemError */
export function setReceiveBuffer(fd: number, bytes: number): void {
  try {
    setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, intBytes(bytes));
  } catch (error) {
    if (!(error instanceof SystemError) || error.errno !== EPERM) throw error;
    setOption(fd, SOL_SOCKET, SO_RCVBUF, intBytes(bytes));
  }
}

/** @param filter classic BPF program (struct sock_filter, 8 bytes each). @throws SystemError */
export function attachFilter(fd: number, filter: Uint8Array): void {
  // struct sock_fprog: length u16, padding, pointer to the program.
  const program = Buffer.alloc(16);
  program.writeUInt16LE(filter.length / 8, 0);
  program.writeBigUInt64LE(addressOf(filter), 8);
  setOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, program);
}

/** Sends through this interface only, receives from it only. @throws SystemError ENODEV */
export function bindToDevice(fd: number, interfaceName: string): void {
  setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${interfaceName}\0`));
}
