import { expect, test } from 'vitest';
import { crashRangeMs, masterDownMs, skewMs } from './predicted.ts';

test.each([
  [3, 100, 100, 60.9375, 360.9375],
  [3, 1000, 100, 609.375, 3609.375],
  [3, 10, 254, 0.078125, 30.078125],
  [2, 1000, 100, 609.375, 3609.375],
  [2, 3000, 200, 218.75, 9218.75],
] as const)('v%i at %i ms, priority %i', (version, advertIntervalMs, priority, skew, down) => {
  const timers = { version, advertIntervalMs, priority };
  expect(skewMs(timers)).toBeCloseTo(skew, 6);
  expect(masterDownMs(timers)).toBeCloseTo(down, 6);
});

test('a crash costs up to one interval less, by where in the interval it happens', () => {
  const { min, max } = crashRangeMs({ version: 3, advertIntervalMs: 100, priority: 100 });
  expect(min).toBeCloseTo(260.9375, 6);
  expect(max).toBeCloseTo(360.9375, 6);
});
