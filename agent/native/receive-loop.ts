import type { MessageArena } from './message-arena.ts';
import { SystemError } from './system-error.ts';

export interface ReceiveHandler {
  /** Before each call of recvmmsg. */
  beforeBatch?(): void;
  deliver(slot: number): void;
  /** The socket is of no use any more. */
  failed(error: SystemError): void;
}

/** Reads what is waiting, a batch at a time. */
export function drain(fd: number, arena: MessageArena, handler: ReceiveHandler): void {
  for (let count = arena.slots; count === arena.slots; ) {
    handler.beforeBatch?.();
    try {
      count = arena.receive(fd);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      handler.failed(error);
      return;
    }
    for (let slot = 0; slot < count; slot += 1) handler.deliver(slot);
  }
}
