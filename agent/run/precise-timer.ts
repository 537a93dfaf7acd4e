import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import { type Sleeper, WAKE_EARLY_NS, type Wakes } from './wakes.ts';

/** Later than this is nothing but a process that stood still. */
export const STOOD_STILL_NS = 50n * NS_PER_MS;
/** A turn of the event loop takes some microseconds: in one that took longer than this, others had the processor. */
const LONG_TURN_NS = NS_PER_MS;

/** What a busy wait and what follows it are worth; see RealTime. */
export interface Hurry {
  enter(): void;
  /** In each turn of the wait after the first. */
  goOn(): void;
  leave(): void;
}

export interface PreciseTimerOptions {
  /** The monotonic clock that deadlines are of. */
  clockNs(): bigint;
  wakes: Wakes;
  /** Entered when a busy wait begins, left when it ends, after `fire` where it comes to that. Nothing of it throws. */
  hurry: Hurry;
  /** @param lateNs how long after its deadline it is called */
  fire(lateNs: bigint): void;
}

/**
 * A timer with a deadline in nanoseconds that may move often. Node's own timers count milliseconds and are up to one
 * late, so a precise deadline wakes 5 ms early and then turns the event loop over until it is there: packets that
 * arrive meanwhile are still read, and may move the deadline away again.
 *
 * A process that was late (others had the processor, it was stopped, the machine was paused) finds its deadline past
 * and packets waiting: they are read first, since they may move it. Otherwise it would lead for a moment beside the
 * master that it did not hear. That goes for the middle of a busy wait as well: what counts is a turn that began after
 * the deadline, or one that was short.
 */
export class PreciseTimer implements Sleeper {
  deadlineNs: bigint | null = null;
  precise = false;
  readonly #options: PreciseTimerOptions;
  #hurries = false;
  #spin: NodeJS.Immediate | undefined;

  constructor(options: PreciseTimerOptions) {
    this.#options = options;
  }

  /** @param precise false settles for a millisecond of lateness and an idle processor */
  arm(deadlineNs: bigint, precise: boolean): void {
    this.deadlineNs = deadlineNs;
    this.precise = precise;
    if (this.#spin === undefined) this.#options.wakes.add(this);
  }

  cancel(): void {
    this.deadlineNs = null;
    this.#options.wakes.delete(this);
    clearImmediate(this.#spin);
    this.#spin = undefined;
    this.#relax();
  }

  awake(nowNs: bigint): void {
    // Armed anew in the turn in which it was due: it waits busily already.
    if (this.#spin === undefined) this.#look(nowNs, false);
  }

  /** @param hasRead whether the packets that came before the deadline are read */
  #look(nowNs: bigint, hasRead: boolean): void {
    const { deadlineNs, precise } = this;
    if (deadlineNs === null) return;
    if (nowNs < deadlineNs) {
      if (precise && nowNs >= deadlineNs - WAKE_EARLY_NS) this.#turn(nowNs);
      else this.#sleep();
    } else if (!hasRead && (precise || nowNs >= deadlineNs + STOOD_STILL_NS)) this.#turn(nowNs);
    else this.#fire(nowNs - deadlineNs);
  }

  #fire(lateNs: bigint): void {
    this.deadlineNs = null;
    try {
      this.#options.fire(lateNs);
    } finally {
      this.#relax();
    }
  }

  #sleep(): void {
    this.#relax();
    this.#options.wakes.add(this);
  }

  /** Once around the event loop: packets that are there are read. */
  #turn(sinceNs: bigint): void {
    if (this.#hurries) this.#options.hurry.goOn();
    else if (this.precise) {
      this.#hurries = true;
      this.#options.hurry.enter();
    }
    this.#spin = setImmediate(() => {
      this.#spin = undefined;
      const nowNs = this.#options.clockNs();
      const hasRead = nowNs - sinceNs <= LONG_TURN_NS || (this.deadlineNs ?? 0n) <= sinceNs;
      this.#look(nowNs, hasRead);
    });
  }

  #relax(): void {
    if (this.#hurries) this.#options.hurry.leave();
    this.#hurries = false;
  }
}
