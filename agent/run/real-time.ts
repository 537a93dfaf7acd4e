import { setScheduler } from '../native/libc.ts';

/** sched(7). What is started meanwhile gets an ordinary place at the processor. */
const SCHED_OTHER = 0;
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x40000000;
const LOWEST_PRIORITY = 1;

/**
 * Real-time priority for the few milliseconds around a takeover. Who waits busily has used up its share of the
 * processor just when it counts: whoever our own advert wakes (a program that listens, a worker of the kernel) runs
 * first otherwise, for half a millisecond between the advert and the gratuitous ARP.
 */
export class RealTime {
  readonly #set: typeof setScheduler;
  #holders = 0;
  #refused = false;

  constructor(set = setScheduler) {
    this.#set = set;
  }

  /** Whether the system grants it; where it does not, nothing else is tried. @throws SystemError where it does not */
  rehearse(): void {
    try {
      this.#set(SCHED_RR | SCHED_RESET_ON_FORK, LOWEST_PRIORITY);
    } catch (error) {
      this.#refused = true;
      throw error;
    }
    this.#set(SCHED_OTHER, 0);
  }

  /** Until it was left as often as entered. */
  enter(): void {
    this.#holders += 1;
    if (this.#holders === 1 && !this.#refused) this.#set(SCHED_RR | SCHED_RESET_ON_FORK, LOWEST_PRIORITY);
  }

  leave(): void {
    this.#holders -= 1;
    if (this.#holders === 0 && !this.#refused) this.#set(SCHED_OTHER, 0);
  }
}
