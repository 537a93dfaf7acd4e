import type { StartTimer } from './announcer.ts';

/** What is held back; Members. */
export interface Held<Router> {
  setFault(key: string, cause: string | null, cleared: string, routers?: readonly Router[]): void;
}

const KEY = 'startup-delay';

/**
 * keepalived's vrrp_startup_delay: while a machine that has just come up finds its feet, no virtual router of it leads.
 * It counts from the start of the agent, once; a router that a reload brings meanwhile waits for what is left of it.
 */
export class StartupDelay<Router> {
  readonly #held: Held<Router>;
  readonly #startTimer: StartTimer;
  #waiting: string | null = null;

  constructor(held: Held<Router>, startTimer: StartTimer) {
    this.#held = held;
    this.#startTimer = startTimer;
  }

  begin(delayMs: number): void {
    if (delayMs === 0) return;
    this.#waiting = `waits ${delayMs} ms after the start`;
    this.#startTimer(() => {
      this.#waiting = null;
      this.#held.setFault(KEY, null, 'the startup delay is over');
    }, delayMs);
  }

  /** Before they start. */
  hold(routers: readonly Router[]): void {
    if (this.#waiting !== null) this.#held.setFault(KEY, this.#waiting, '', routers);
  }
}
