/** The part of raw-socket 1.8 that the agent uses; the package ships no types. */
declare module 'raw-socket' {
  import type { EventEmitter } from 'node:events';

  export interface Socket extends EventEmitter {
    close(): this;
    pauseRecv(): this;
    setOption(level: number, option: number, value: number): void;
    setOption(level: number, option: number, value: Buffer, length: number): void;
    /** Queued: `done` comes once the kernel has taken the packet. The buffer must not change before. */
    send(
      buffer: Buffer,
      offset: number,
      length: number,
      address: string,
      done: (error: Error | null, bytes: number) => void,
    ): this;
    /** The buffer is a slice of one that the next packet overwrites. */
    on(event: 'message', listener: (buffer: Buffer, source: string) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'close', listener: () => void): this;
  }

  const raw: {
    /** IPv4 unless `addressFamily` says IPv6. An IPv6 packet comes without its header. */
    createSocket(options: { protocol: number; addressFamily?: number; bufferSize?: number }): Socket;
    AddressFamily: { IPv4: number; IPv6: number };
  };
  export default raw;
}
