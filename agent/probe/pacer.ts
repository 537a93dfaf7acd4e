/**
 * Calls `tick` every `intervalMs` from now on without drifting; ticks that were missed because the process was not
 * scheduled are made up for at once. `count` 0 never ends.
 */
export function pace(
  options: { intervalMs: number; count: number; clockMs(): number },
  tick: (seq: number) => void,
): { stop(): void } {
  const startedMs = options.clockMs();
  let seq = 0;
  const work = () => {
    while (options.clockMs() >= startedMs + seq * options.intervalMs) {
      if (options.count > 0 && seq >= options.count) {
        clearInterval(timer);
        return;
      }
      seq += 1;
      tick(seq);
    }
  };
  const timer = setInterval(work, Math.max(1, Math.min(options.intervalMs / 2, 10)));
  work();
  return { stop: () => clearInterval(timer) };
}
