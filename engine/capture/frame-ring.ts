/** The last `capacity` frames, by their number. Numbers count from 1 and never repeat. */
export interface RingEntry<F> {
  frame: F;
  bytes: Uint8Array;
  tsNs: bigint;
  originalLength: number;
}

export class FrameRing<F> {
  readonly #capacity: number;
  readonly #entries: RingEntry<F>[] = [];
  #last = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of the newest frame, 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Number of the oldest frame that is still held. */
  get first(): number {
    return Math.max(1, this.#last - this.#capacity + 1);
  }

  push(entry: RingEntry<F>): void {
    this.#last++;
    this.#entries[(this.#last - 1) % this.#capacity] = entry;
  }

  get(no: number): RingEntry<F> | null {
    if (no < this.first || no > this.#last) return null;
    return this.#entries[(no - 1) % this.#capacity] ?? null;
  }

  /** Entries from `no` on, at most `limit`; those that are gone already are left out. */
  from(no: number, limit: number): RingEntry<F>[] {
    const start = Math.max(no, this.first);
    const end = Math.min(this.#last, start + limit - 1);
    const found: RingEntry<F>[] = [];
    for (let at = start; at <= end; at++) {
      const entry = this.get(at);
      if (entry) found.push(entry);
    }
    return found;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#last = 0;
  }
}
