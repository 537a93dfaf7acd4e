import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('doubles from a quarter of a second up to five seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffMs(attempt, 0))).toEqual([
    250, 500, 1000, 2000, 4000, 5000, 5000,
  ]);
});

test('takes off a fifth at most, so that many windows do not knock at once', () => {
  expect(backoffMs(6, 1)).toBe(4000);
});
