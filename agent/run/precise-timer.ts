const WAKE_EARLY_NS = 5_000_000n;
const NS_PER_MS = 1_000_000n;
/** Later than this is nothing but a process that stood still. */
export const STOOD_STILL_NS = 50n * NS_PER_MS;

/** What a busy wait and what follows it are worth; see RealTime. */
export interface Hurry {
  enter(): void;
  leave(): void;
}

/**
 * A timer with a deadline in nanoseconds that may move often. Node's own timers count milliseconds and are up to one
 * late, so a precise deadline wakes 5 ms early and then turns the event loop over until it is there: packets that
 * arrive meanwhile are still read, and may move the deadline away again.
 *
 * A process that stood still (stopped, or a paused machine) finds its deadline long past and packets waiting: they are
 * read first, since they may move it. Otherwise it would lead for a moment beside the master that it did not hear.
 *
 * Moving a deadline to later costs nothing: the pending wake finds it moved and sleeps on.
 */
export class PreciseTimer {
  readonly #clockNs: () => bigint;
  readonly #fire: (lateNs: bigint) => void;
  readonly #hurry: Hurry | undefined;
  #hurrying = false;
  #deadlineNs: bigint | null = null;
  #precise = false;
  #wake: NodeJS.Timeout | undefined;
  #wakeAtNs = 0n;
  #spin: NodeJS.Immediate | undefined;

  /**
   * @param fire told how long after its deadline it is called
   * @param hurry entered when a busy wait begins, left when it ends, after `fire` where it comes to that
   */
  constructor(clockNs: () => bigint, fire: (lateNs: bigint) => void, hurry?: Hurry) {
    this.#clockNs = clockNs;
    this.#fire = fire;
    this.#hurry = hurry;
  }

  /** @param precise false settles for a millisecond of lateness and an idle processor */
  arm(deadlineNs: bigint, precise: boolean): void {
    this.#deadlineNs = deadlineNs;
    this.#precise = precise;
    const sleeping = this.#wake !== undefined && this.#wakeAtNs <= this.#wakeTimeNs(deadlineNs);
    if (!sleeping && this.#spin === undefined) this.#sleep(deadlineNs);
  }

  cancel(): void {
    this.#deadlineNs = null;
    clearTimeout(this.#wake);
    this.#wake = undefined;
    clearImmediate(this.#spin);
    this.#spin = undefined;
    this.#relax();
  }

  #wakeTimeNs(deadlineNs: bigint): bigint {
    return this.#precise ? deadlineNs - WAKE_EARLY_NS : deadlineNs;
  }

  #sleep(deadlineNs: bigint): void {
    this.#relax();
    clearTimeout(this.#wake);
    this.#wakeAtNs = this.#wakeTimeNs(deadlineNs);
    const waitNs = this.#wakeAtNs - this.#clockNs();
    const wait = waitNs <= 0n ? 0 : Number((waitNs + NS_PER_MS - 1n) / NS_PER_MS);
    this.#wake = setTimeout(() => {
      this.#wake = undefined;
      this.#awake();
    }, wait);
  }

  #awake(hasRead = false): void {
    const deadlineNs = this.#deadlineNs;
    if (deadlineNs === null) return;
    const now = this.#clockNs();
    if (now >= deadlineNs + STOOD_STILL_NS && !hasRead) this.#turn();
    else if (now >= deadlineNs) {
      this.#deadlineNs = null;
      try {
        this.#fire(now - deadlineNs);
      } finally {
        this.#relax();
      }
    } else if (now < this.#wakeTimeNs(deadlineNs) || !this.#precise) this.#sleep(deadlineNs);
    else {
      if (!this.#hurrying) this.#hurry?.enter();
      this.#hurrying = true;
      this.#turn();
    }
  }

  #relax(): void {
    if (this.#hurrying) this.#hurry?.leave();
    this.#hurrying = false;
  }

  /** Once around the event loop: packets that are there are read. */
  #turn(): void {
    this.#spin = setImmediate(() => {
      this.#spin = undefined;
      this.#awake(true);
    });
  }
}
