import { expect, test } from 'vitest';
import { rowAfterKey } from './row-keys.ts';

test.each<[string, number, number | null]>([
  ['ArrowDown', -1, 0],
  ['ArrowDown', 4, 5],
  ['ArrowUp', -1, 99],
  ['PageDown', 10, 30],
  ['PageUp', 30, 10],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['a', 50, null],
])('%s from %i leads to %s', (key, from, to) => {
  expect(rowAfterKey(key, from, 100, 20)).toBe(to);
});
