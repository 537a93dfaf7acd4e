import { close } from './libc.ts';
import { MessageArena } from './message-arena.ts';
import { SystemError } from './system-error.ts';

const FIRST_SLOTS = 4;
const MOST_SLOTS = 256;

type Failed = (error: SystemError) => void;

/** What one socket has to send, collected for one call of sendmmsg. Grows to what was needed at once so far. */
export class SendQueue {
  readonly #fd: number;
  readonly #layout: { name: number; data: number };
  readonly #failed: Failed[] = [];
  #arena: MessageArena;

  /** @param layout bytes of the longest socket address and of the longest message */
  constructor(fd: number, layout: { name: number; data: number }) {
    this.#fd = fd;
    this.#layout = layout;
    this.#arena = this.#allocate(FIRST_SLOTS);
  }

  /**
   * Copies `header` and `message` in. @returns the copy, for what differs from message to message
   * @throws RangeError where they are longer than the layout allows
   */
  add(name: Uint8Array | undefined, header: Uint8Array, message: Uint8Array, failed: Failed): Buffer {
    if (this.#failed.length === this.#arena.slots) {
      this.flush();
      if (this.#arena.slots < MOST_SLOTS) this.#arena = this.#allocate(this.#arena.slots * 2);
    }
    const copy = this.#arena.put(this.#failed.length, name, header, message);
    this.#failed.push(failed);
    return copy;
  }

  /** Sends everything; who cannot be sent is told so and does not keep the others. */
  flush(): void {
    const count = this.#failed.length;
    for (let at = 0; at < count; ) {
      try {
        at += this.#arena.send(this.#fd, at, count - at);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        this.#failed[at]?.(error);
        at += 1;
      }
    }
    this.#failed.length = 0;
  }

  close(): void {
    close(this.#fd);
  }

  #allocate(slots: number): MessageArena {
    return new MessageArena({ ...this.#layout, slots, control: 0 });
  }
}
