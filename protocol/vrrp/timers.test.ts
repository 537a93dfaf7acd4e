import { describe, expect, it } from 'vitest';
import { masterDownNs, secondsText, skewNs } from './timers.ts';

const second = 1_000_000_000n;
const ms = 1_000_000n;

describe('timers', () => {
  it.each([
    // version, priority, interval, Skew_Time, Master_Down_Interval (all ns)
    [2, 100, second, 609_375_000n, 3_609_375_000n],
    [2, 100, 3n * second, 609_375_000n, 9_609_375_000n],
    [2, 255, second, 3_906_250n, 3_003_906_250n],
    [3, 100, second, 609_375_000n, 3_609_375_000n],
    [3, 200, second, 218_750_000n, 3_218_750_000n],
    [3, 100, 100n * ms, 60_937_500n, 360_937_500n],
    [3, 100, 10n * ms, 6_093_750n, 36_093_750n],
    [3, 254, 10n * ms, 78_125n, 30_078_125n],
  ] as const)(
    'RFC 3768 / RFC 9568, 6.1: v%i, priority %i, interval %i ns',
    (version, priority, advertIntervalNs, skew, down) => {
      expect(skewNs({ version, priority, advertIntervalNs })).toBe(skew);
      expect(masterDownNs({ version, priority, advertIntervalNs })).toBe(down);
    },
  );

  it('words durations', () => {
    expect(secondsText(360_937_500n)).toBe('0.361 s');
  });
});
