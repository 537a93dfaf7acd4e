import koffi from 'koffi';
import { EAGAIN, EINTR, ENETDOWN, SystemError } from './system-error.ts';

/**
 * The system calls that Node has no words for, called directly: a spawn costs milliseconds of a takeover, a call here
 * a microsecond. Numbers are those of Linux on x86-64 and arm64, which agree on all of them.
 */
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;

export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_RCVBUF = 8;
export const SO_PRIORITY = 12;
export const SO_RCVTIMEO = 20;
export const SO_BINDTODEVICE = 25;
export const SO_ATTACH_FILTER = 26;
export const SO_RCVBUFFORCE = 33;
export const SO_TIMESTAMPNS = 35;

/** Return the length on the wire even where the buffer is shorter. */
const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;

const libc = koffi.load(null);
const socketCall = libc.func('int socket(int domain, int type, int protocol)');
const bindCall = libc.func('int bind(int fd, const void *address, uint32_t length)');
const setsockoptCall = libc.func(
  'int setsockopt(int fd, int level, int option, const void *value, uint32_t length)',
);
const getsockoptCall = libc.func('int getsockopt(int fd, int level, int option, void *value, void *length)');
const sendCall = libc.func('int64_t send(int fd, const void *bytes, size_t length, int flags)');
const recvCall = libc.func('int64_t recv(int fd, void *bytes, size_t length, int flags)');
const recvmmsgCall = libc.func(
  'int recvmmsg(int fd, void *messages, uint32_t count, int flags, void *timeout)',
);
const sendmmsgCall = libc.func('int sendmmsg(int fd, void *messages, uint32_t count, int flags)');
const closeCall = libc.func('int close(int fd)');
const getSchedulerCall = libc.func('int sched_getscheduler(int pid)');
const setSchedulerCall = libc.func('int sched_setscheduler(int pid, int policy, const void *parameters)');
const clockCall = libc.func('int clock_gettime(int clock, void *time)');

function checked(call: string, result: number): number {
  if (result < 0) throw new SystemError(call, koffi.errno());
  return result;
}

/** Each of these throws a SystemError with the errno of the call. */
export function socket(domain: number, type: number, protocol: number): number {
  return checked('socket', socketCall(domain, type, protocol));
}

export function bind(fd: number, address: Uint8Array): void {
  checked('bind', bindCall(fd, address, address.length));
}

export function setOption(fd: number, level: number, option: number, value: Uint8Array): void {
  checked('setsockopt', setsockoptCall(fd, level, option, value, value.length));
}

/** Fills `value` and returns how much of it the kernel wrote. */
export function getOption(fd: number, level: number, option: number, value: Uint8Array): number {
  const length = intBytes(value.length);
  checked('getsockopt', getsockoptCall(fd, level, option, value, length));
  return length.readInt32LE(0);
}

export function send(fd: number, bytes: Uint8Array): void {
  checked('send', Number(sendCall(fd, bytes, bytes.length, 0)));
}

/** The same on another thread, for what keeps the kernel busy for long. @throws SystemError */
export function sendElsewhere(fd: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    sendCall.async(fd, bytes, bytes.length, 0, (error: Error | null, sent: bigint | number) => {
      if (error) reject(error);
      else if (Number(sent) < 0) reject(new SystemError('send', koffi.errno()));
      else resolve();
    });
  });
}

/** The number of bytes received. */
export function receive(fd: number, into: Uint8Array, flags = 0): number {
  return checked('recv', Number(recvCall(fd, into, into.length, flags)));
}

/** Fills up to `count` struct mmsghdr and returns how many; 0 where nothing is waiting. */
export function receiveMany(fd: number, messages: Uint8Array, count: number): number {
  const received: number = recvmmsgCall(fd, messages, count, MSG_DONTWAIT | MSG_TRUNC, null);
  if (received >= 0) return received;
  const errno = koffi.errno();
  // An interface that went down says so once; it may come back.
  if (errno === EAGAIN || errno === EINTR || errno === ENETDOWN) return 0;
  throw new SystemError('recvmmsg', errno);
}

/** Sends up to `count` struct mmsghdr without waiting and returns how many the kernel took, at least 1. */
export function sendMany(fd: number, messages: Uint8Array, count: number): number {
  return checked('sendmmsg', sendmmsgCall(fd, messages, count, MSG_DONTWAIT));
}

/** The policy of the calling thread, with SCHED_RESET_ON_FORK where that is set. See sched(7). @throws SystemError */
export function getScheduler(): number {
  return checked('sched_getscheduler', getSchedulerCall(0));
}

/** Of the calling thread; `priority`: of a real-time policy, else 0. See sched(7). @throws SystemError */
export function setScheduler(policy: number, priority: number): void {
  checked('sched_setscheduler', setSchedulerCall(0, policy, intBytes(priority)));
}

const CLOCK_REALTIME = 0;
/** struct timespec: seconds i64, nanoseconds i64. */
const timespec = new Uint32Array(4);

/** The clock of the kernel's time stamps, which may be set, as the words of struct timespec; the same array each time. */
export function wallClock(): Uint32Array {
  checked('clock_gettime', clockCall(CLOCK_REALTIME, timespec));
  return timespec;
}

export function close(fd: number): void {
  checked('close', closeCall(fd));
}

/** Where the bytes of a buffer are in memory. The buffer must stay referenced as long as this is used. */
export function addressOf(buffer: Uint8Array): bigint {
  return koffi.address(buffer);
}

/** A C int. */
export function intBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** Calls back on the event loop whenever `fd` has something to read (or an error to report). */
export function watchReadable(fd: number, ready: () => void): { close(): void } {
  return koffi.node.poll(fd, { readable: true }, ready);
}
