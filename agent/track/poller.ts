import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import type { Probe, ProbeResult } from './probe.ts';

export interface Timer {
  cancel(): void;
}

export interface Time {
  /** Nanoseconds on a clock that does not jump. */
  clockNs(): bigint;
  after(ms: number, run: () => void): Timer;
}

export interface PollerOptions {
  /** From the start to the first run. */
  delayMs: number;
  intervalMs: number;
  timeoutMs: number;
  probe: Probe;
  time: Time;
  result(result: ProbeResult): void;
}

/**
 * Asks a probe after a delay and at every whole interval after that. Neither a late timer nor a slow probe moves the
 * later ones; while one run is under way no other begins, and the intervals that it took are left out.
 */
export class Poller {
  readonly #options: PollerOptions;
  #startedNs = 0n;
  #slot = -1n;
  #timer: Timer | undefined;
  #running: AbortController | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  start(): void {
    const { delayMs, time } = this.#options;
    this.#startedNs = time.clockNs() + BigInt(delayMs) * NS_PER_MS;
    this.#slot = 0n;
    if (delayMs === 0) void this.#run();
    else this.#timer = time.after(delayMs, () => void this.#run());
  }

  /** No result comes after this. What runs is aborted. */
  stop(): void {
    this.#timer?.cancel();
    const running = this.#running;
    this.#running = undefined;
    running?.abort(new Error('stopped'));
  }

  async #run(): Promise<void> {
    const { probe, time, timeoutMs, result } = this.#options;
    const controller = new AbortController();
    this.#running = controller;
    const limit = time.after(timeoutMs, () =>
      controller.abort(new Error(`no answer within ${timeoutMs} ms`)),
    );
    const answer = await probe(controller.signal);
    limit.cancel();
    if (this.#running !== controller) return;
    this.#running = undefined;
    this.#sleep();
    result(answer);
  }

  #sleep(): void {
    const { intervalMs, time } = this.#options;
    const intervalNs = BigInt(intervalMs) * NS_PER_MS;
    const now = time.clockNs();
    const next = (now - this.#startedNs) / intervalNs + 1n;
    // A timer that was early must not be given the same slot twice.
    this.#slot = next > this.#slot ? next : this.#slot + 1n;
    const waitNs = this.#startedNs + this.#slot * intervalNs - now;
    this.#timer = time.after(Number((waitNs + NS_PER_MS - 1n) / NS_PER_MS), () => void this.#run());
  }
}
