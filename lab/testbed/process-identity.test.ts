import { expect, test } from 'vitest';
import { identify, identifySelf, isAlive, isContainerInit, parseStat } from './process-identity.ts';

const tail = '18710 18768 18768 0 -1 4194560 500 0 0 0 1 2 0 0 20 0 1 0 8912345 10000 200';

test('a stat line with spaces and parentheses in the name is read from the last parenthesis on', () => {
  expect(parseStat(`18768 (a) b (c)) S ${tail}\n`)).toEqual({
    state: 'S',
    parent: 18710,
    startTicks: '8912345',
  });
});

test('a stat line that is cut off is none', () => {
  expect(parseStat('')).toBeUndefined();
  expect(parseStat('18768 (sh) S 1 2 3')).toBeUndefined();
});

test('a process is alive only under its own start time', () => {
  const self = identifySelf();
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, startTicks: `${Number(self.startTicks) + 1}` })).toBe(false);
});

test('there is no identity for a number that no process has', () => {
  expect(identify(2 ** 22 + 1)).toBeUndefined();
});

test('only process 1 of an inner namespace is a container init', () => {
  expect(isContainerInit('Name:\tsystemd\nNSpid:\t18800\t1\nThreads:\t1\n')).toBe(true);
  expect(isContainerInit('Name:\tsshd\nNSpid:\t18900\t77\n')).toBe(false);
  expect(isContainerInit('Name:\tsystemd\nNSpid:\t1\n')).toBe(false);
});
