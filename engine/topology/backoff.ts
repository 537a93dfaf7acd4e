const firstMs = 1000;
const longestMs = 8000;

/** How long to wait before what failed is started again: doubling, until it ran for a while. */
export interface Backoff {
  started(nowMs: number): void;
  /** How long to wait after a failure at `nowMs`. */
  failed(nowMs: number): number;
}

export function createBackoff(): Backoff {
  let nextMs = firstMs;
  let startedMs: number | null = null;
  return {
    started: (nowMs) => {
      startedMs ??= nowMs;
    },
    failed: (nowMs) => {
      // What dies right after each start has not recovered.
      if (startedMs !== null && nowMs - startedMs >= longestMs) nextMs = firstMs;
      startedMs = null;
      const waitMs = nextMs;
      nextMs = Math.min(nextMs * 2, longestMs);
      return waitMs;
    },
  };
}
