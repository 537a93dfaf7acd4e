/** The engine's only sources of time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Milliseconds since the epoch with fractions, to be compared with frames' time stamps for some minutes. Waits up to a
 * millisecond for the wall clock to tick, since it shows no fractions.
 */
export function fineClock(): () => number {
  const before = Date.now();
  let tick = before;
  while (tick === before) tick = Date.now();
  const offset = tick - performance.now();
  return () => performance.now() + offset;
}

/** Calls back every `ms`, until the returned function is called. */
export function every(clock: Clock, ms: number, run: () => void): () => void {
  let cancel: () => void;
  const wait = () => {
    cancel = clock.after(ms, () => {
      wait();
      run();
    });
  };
  wait();
  return () => cancel();
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function delay(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const cancel = clock.after(ms, done);
    function done() {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted() {
      cancel();
      resolve();
    }
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
