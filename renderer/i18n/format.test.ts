import { expect, test } from 'vitest';
import { formatAge, formatBytes, formatList, formatMs, formatRunning } from './format.ts';

/** A line must not break between a number and its unit; two units may stand apart. */
const bound = (text: string) => text.replace(/(\d) (?=[A-Za-z])/g, '$1\u00a0');

test.each([
  [0, '0 ms'],
  [10, '10 ms'],
  [60.9375, '60.9 ms'],
  [360.94, '360.9 ms'],
  [1000, '1 s'],
  [3609.375, '3.61 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [90_000_000, '1 d 1 h'],
])('%d ms is %s', (ms, text) => {
  expect(formatMs(ms, 'en')).toBe(bound(text));
});

test('a running time always has as many digits', () => {
  expect([formatRunning(3000, 'en'), formatRunning(3049, 'en')]).toEqual(['3.0 s', '3.0 s'].map(bound));
});

test('an age gets coarser as it grows, and is never negative', () => {
  expect([-5, 44, 999, 1500, 42_700, 83_000].map((ms) => formatAge(ms, 'en'))).toEqual(
    ['0 ms', '40 ms', '1.0 s', '1.5 s', '42 s', '1 min 23 s'].map(bound),
  );
});

test('bytes', () => {
  expect([900, 2048, 41_943_040].map((bytes) => formatBytes(bytes, 'en'))).toEqual(
    ['900 B', '2.0 KiB', '40.0 MiB'].map(bound),
  );
});

test('names in a sentence stand side by side as the language sets them', () => {
  expect(formatList(['node-a', 'node-b'], 'en')).toBe('node-a, node-b');
  expect(formatList(['node-a', 'node-b'], 'zh-CN')).toBe('node-a、node-b');
});
