/**
 * Nanoseconds since the epoch on a clock that does not jump while the process lives: the wall clock at start plus what
 * the monotonic clock counted since.
 */
const startedNs = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
const startedMonotonicNs = process.hrtime.bigint();

export function nowNs(): bigint {
  return startedNs + (process.hrtime.bigint() - startedMonotonicNs);
}
