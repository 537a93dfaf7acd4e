import { expect, test } from 'vitest';
import { followsAfter } from './follow.ts';

const place = (top: number) => ({ top, clientHeight: 400, scrollHeight: 10_000 });

test('lets go when somebody scrolls up', () => {
  expect(followsAfter(true, 9600, place(9400))).toBe(false);
});

test('resumes at the end, with a little slack', () => {
  expect(followsAfter(false, 9000, place(9600))).toBe(true);
  expect(followsAfter(false, 9000, place(9575))).toBe(true);
});

test('a step down that does not reach the end changes nothing', () => {
  expect(followsAfter(false, 8000, place(9000))).toBe(false);
  expect(followsAfter(true, 9000, place(9200))).toBe(true);
});
