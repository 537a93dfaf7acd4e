import { getScheduler, setScheduler } from '../native/libc.ts';

/** sched(7). What is started meanwhile gets an ordinary place at the processor. */
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x40000000;
const LOWEST_PRIORITY = 1;
/** SCHED_FIFO, SCHED_RR and SCHED_DEADLINE: whoever has one of them needs no more. */
const realTimePolicies = [1, SCHED_RR, 6];

/**
 * Of each second: twenty busy waits, one after the other. Many routers whose deadlines follow one another, or somebody
 * who sends each advert at the last moment, would keep everybody else from the processor otherwise.
 */
const BUDGET_NS = 100_000_000n;
const BUDGET_PERIOD_NS = 1_000_000_000n;

export interface RealTimeOptions {
  clockNs(): bigint;
  /** The system grants it no longer; told after what was urgent. */
  refused(error: unknown): void;
  /** Of the calling thread; they throw SystemError. */
  getScheduler?: typeof getScheduler;
  setScheduler?: typeof setScheduler;
}

/**
 * Real-time priority for the few milliseconds around a takeover. Who waits busily has used up its share of the
 * processor just when it counts: whoever our own advert wakes (a program that listens, a worker of the kernel) runs
 * first otherwise, for half a millisecond between the advert and the gratuitous ARP.
 *
 * It is a help and no more: where the system refuses it, a takeover goes on without.
 */
export class RealTime {
  readonly #options: RealTimeOptions;
  readonly #set: typeof setScheduler;
  /** The policy that systemd or an administrator gave the agent. */
  #own = 0;
  #may = false;
  #holders = 0;
  #isRealTime = false;
  #sinceNs = 0n;
  /** Of the period that began then. */
  #spentNs = 0n;
  #periodNs = 0n;
  #problem: unknown;

  constructor(options: RealTimeOptions) {
    this.#options = options;
    this.#set = options.setScheduler ?? setScheduler;
  }

  /** Whether the system grants it, and takes it back; where not, nothing else is tried. @throws SystemError where not */
  rehearse(): void {
    this.#own = (this.#options.getScheduler ?? getScheduler)();
    if (realTimePolicies.includes(this.#own & ~SCHED_RESET_ON_FORK)) return;
    this.#may = true;
    this.#rise();
    if (this.#isRealTime) this.#settle();
    const problem = this.#problem;
    this.#problem = undefined;
    if (problem !== undefined) throw problem;
  }

  /** Until it was left as often as entered. */
  enter(): void {
    this.#holders += 1;
    if (this.#isRealTime || !this.#may) return;
    const nowNs = this.#options.clockNs();
    if (nowNs - this.#periodNs >= BUDGET_PERIOD_NS) {
      this.#periodNs = nowNs;
      this.#spentNs = 0n;
    }
    if (this.#spentNs < BUDGET_NS) this.#rise(nowNs);
  }

  /** Whoever has entered still waits. */
  goOn(): void {
    if (!this.#isRealTime) return;
    const nowNs = this.#options.clockNs();
    if (this.#spentNs + nowNs - this.#sinceNs >= BUDGET_NS) this.#settle(nowNs);
  }

  leave(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    if (this.#isRealTime) this.#settle();
    if (this.#problem === undefined) return;
    this.#options.refused(this.#problem);
    this.#problem = undefined;
  }

  #rise(nowNs = this.#options.clockNs()): void {
    this.#sinceNs = nowNs;
    try {
      this.#set(SCHED_RR | SCHED_RESET_ON_FORK, LOWEST_PRIORITY);
      this.#isRealTime = true;
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #settle(nowNs = this.#options.clockNs()): void {
    this.#isRealTime = false;
    this.#spentNs += nowNs - this.#sinceNs;
    try {
      this.#set(this.#own, 0);
    } catch (error) {
      this.#giveUp(error);
      // Only CAP_SYS_NICE may take the flag back; a limit of real-time priority alone may not.
      this.#set(this.#own | SCHED_RESET_ON_FORK, 0);
    }
  }

  #giveUp(error: unknown): void {
    this.#may = false;
    this.#problem = error;
  }
}
