import { SystemError } from './system-error.ts';

export interface ReceiveHandler {
  /** Before each call of recvmmsg. */
  beforeBatch?(): void;
  deliver(slot: number): void;
  /** The socket is of no use any more. */
  failed(error: SystemError): void;
}

/** The part of MessageArena that receives. */
export interface Batches {
  slots: number;
  /** @throws SystemError */
  receive(fd: number): number;
}

/** In one turn of the event loop: some milliseconds of work, and more than a master sends while a backup stands still. */
const MAX_BATCHES = 16;

/**
 * Reads what is waiting, a batch at a time. After so many batches the timers have their turn, whatever else is waiting:
 * a socket that is watched says again in the next turn that there is something to read.
 */
export function drain(fd: number, arena: Batches, handler: ReceiveHandler): void {
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    handler.beforeBatch?.();
    let count: number;
    try {
      count = arena.receive(fd);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      handler.failed(error);
      return;
    }
    for (let slot = 0; slot < count; slot += 1) handler.deliver(slot);
    if (count < arena.slots) return;
  }
}
