import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';

/** A precise deadline is waited for busily for so long: more than Node's timers are late. */
export const WAKE_EARLY_NS = 5n * NS_PER_MS;

/** A timer with a deadline that it may move at any time. */
export interface Sleeper {
  /** By the monotonic clock; null: it waits for nothing. */
  deadlineNs: bigint | null;
  precise: boolean;
  /** Its deadline is over, or near where it is precise. */
  awake(nowNs: bigint): void;
}

/**
 * Wakes the timers of all virtual routers, with one timer of Node's for the next of them: at 10 ms, two hundred routers
 * would set and run twenty thousand a second otherwise. A deadline that moves to later, as every advert moves it, costs
 * nothing here: the one that is due is looked for when something seems to be.
 */
export class Wakes {
  readonly #clockNs: () => bigint;
  readonly #sleepers = new Set<Sleeper>();
  #timeout: NodeJS.Timeout | undefined;
  /** When that is over; and the precise deadline that it is early enough for. */
  #atNs = 0n;
  #enoughForNs = 0n;

  constructor(clockNs: () => bigint) {
    this.#clockNs = clockNs;
  }

  /** Until it is awake. Also for one that sleeps and has moved its deadline. */
  add(sleeper: Sleeper): void {
    const { deadlineNs, precise } = sleeper;
    if (deadlineNs === null) return;
    this.#sleepers.add(sleeper);
    if (this.#timeout !== undefined && deadlineNs >= (precise ? this.#enoughForNs : this.#atNs)) return;
    this.#set(precise ? deadlineNs - WAKE_EARLY_NS : deadlineNs);
  }

  delete(sleeper: Sleeper): void {
    this.#sleepers.delete(sleeper);
    if (this.#sleepers.size > 0) return;
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  #set(atNs: bigint, nowNs: bigint = this.#clockNs()): void {
    clearTimeout(this.#timeout);
    this.#atNs = atNs;
    this.#enoughForNs = atNs + WAKE_EARLY_NS;
    const waitNs = atNs - nowNs;
    const wait = waitNs <= 0n ? 0 : Number((waitNs + NS_PER_MS - 1n) / NS_PER_MS);
    this.#timeout = setTimeout(() => this.#ring(), wait);
  }

  #ring(): void {
    this.#timeout = undefined;
    const nowNs = this.#clockNs();
    const soonNs = nowNs + WAKE_EARLY_NS;
    const due: Sleeper[] = [];
    let next: bigint | undefined;
    let nextPrecise: bigint | undefined;
    for (const sleeper of this.#sleepers) {
      const { deadlineNs, precise } = sleeper;
      if (deadlineNs === null) continue;
      if (deadlineNs <= (precise ? soonNs : nowNs)) due.push(sleeper);
      else if (precise) {
        if (nextPrecise === undefined || deadlineNs < nextPrecise) nextPrecise = deadlineNs;
      } else if (next === undefined || deadlineNs < next) next = deadlineNs;
    }
    if (nextPrecise !== undefined && (next === undefined || nextPrecise - WAKE_EARLY_NS < next))
      next = nextPrecise - WAKE_EARLY_NS;
    if (next !== undefined) this.#set(next, nowNs);
    for (const sleeper of due) this.#sleepers.delete(sleeper);
    for (const sleeper of due) sleeper.awake(nowNs);
  }
}
