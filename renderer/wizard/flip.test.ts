import { expect, test } from 'vitest';
import { flipOf } from './flip.ts';

test('a weight larger than the difference moves the address', () => {
  expect(flipOf([150, 100], -60, true)).toEqual({
    master: 0,
    base: 150,
    lowered: 90,
    other: 100,
    fault: false,
    flips: true,
    needed: -51,
  });
});

test('at equal priorities the node that leads stays: the weight that is named is the first that works', () => {
  expect(flipOf([150, 100], -50, true).flips).toBe(false);
  const { needed } = flipOf([100, 150], -1, true);
  expect(needed).toBe(-51);
  expect(flipOf([100, 150], needed ?? 0, true)).toMatchObject({ master: 1, flips: true, lowered: 99 });
});

test('a priority does not fall below 1, so that a standby of 1 never takes over', () => {
  expect(flipOf([50, 20], -253, true)).toMatchObject({ lowered: 1, flips: true });
  expect(flipOf([50, 1], -253, true)).toMatchObject({ lowered: 1, flips: false, needed: null });
});

test('without preemption only a fault moves it', () => {
  expect(flipOf([150, 100], -200, false).flips).toBe(false);
  expect(flipOf([150, 100], 0, false)).toMatchObject({ fault: true, flips: true });
});
