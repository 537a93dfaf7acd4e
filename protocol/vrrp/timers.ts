/**
 * VRRP's timers. Everything is nanoseconds in bigint: priority 254 at 10 ms skews by 78 µs, which centiseconds or
 * doubles of seconds would round away, and with it the order in which backups take over.
 */
export const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;

export interface TimerInput {
  version: 2 | 3;
  /** 1 to 255. */
  priority: number;
  /** v2: the own advertisement interval. v3: the master's, learnt from its adverts (RFC 9568, 6.1). */
  advertIntervalNs: bigint;
}

/**
 * Skew_Time, nanoseconds: the higher the priority, the shorter.
 *
 * v2 (RFC 3768, 6.1): (256 - priority) / 256 seconds, whatever the interval.
 * v3 (RFC 9568, 6.1): (256 - priority) * Active_Adver_Interval / 256.
 */
export function skewNs(input: TimerInput): bigint {
  const base = input.version === 2 ? NS_PER_SECOND : input.advertIntervalNs;
  return (BigInt(256 - input.priority) * base) / 256n;
}

/**
 * Master_Down_Interval (Active_Down_Interval), nanoseconds: how long a backup waits for an advert.
 *
 * v2 (RFC 3768, 6.1) and v3 (RFC 9568, 6.1): 3 * interval + Skew_Time.
 */
export function masterDownNs(input: TimerInput): bigint {
  return 3n * input.advertIntervalNs + skewNs(input);
}

/** `0.361 s`: for causes and logs. */
export function secondsText(ns: bigint): string {
  return `${(Number(ns) / 1e9).toFixed(3)} s`;
}
