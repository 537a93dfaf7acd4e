/** Failover times in milliseconds by the protocol's own arithmetic (RFC 3768 and RFC 9568, 6.1). */

export interface Timers {
  version: 2 | 3;
  advertIntervalMs: number;
  /** Of the node that takes over. */
  priority: number;
}

/** v2 skews by a fraction of a second whatever the interval is; v3 by a fraction of the interval. */
export function skewMs({ version, advertIntervalMs, priority }: Timers): number {
  const share = (256 - priority) / 256;
  return version === 2 ? share * 1000 : share * advertIntervalMs;
}

export function masterDownMs(timers: Timers): number {
  return 3 * timers.advertIntervalMs + skewMs(timers);
}

/** A crash is noticed Master_Down after the last advert, and that was up to one interval before the crash. */
export function crashRangeMs(timers: Timers): { min: number; max: number } {
  const max = masterDownMs(timers);
  return { min: max - timers.advertIntervalMs, max };
}
