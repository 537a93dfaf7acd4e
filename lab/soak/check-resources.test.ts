import { expect, it } from 'vitest';
import { checkResources, growths, type ResourceSample } from './check-resources.ts';

function samples(change: (index: number) => Partial<ResourceSample>, count = 10): ResourceSample[] {
  return Array.from({ length: count }, (_, index) => ({
    node: 'a',
    pid: 7,
    ageMs: 15_000 + index * 5000,
    files: 20,
    rssKb: 60_000,
    ...change(index),
  }));
}

it('a process that stays as it is passes', () => {
  expect(checkResources(samples((index) => ({ files: 20 + (index % 2) * 3 })))).toEqual([]);
});

it('files and memory that grow are told', () => {
  expect(checkResources(samples((index) => ({ files: 20 + index })))).toEqual([
    'agent 7 on a: open files went from 21 to 27',
  ]);
  expect(checkResources(samples((index) => ({ rssKb: 60_000 + index * 2000 })))).toEqual([
    'agent 7 on a: resident memory went from 62000 to 74000 kB',
  ]);
});

it('what grows during the warm-up, or in a short life, does not count', () => {
  expect(checkResources(samples((index) => ({ files: index === 0 ? 5 : 20 })))).toEqual([]);
  expect(growths(samples((index) => ({ files: 20 + index }), 4))).toEqual([]);
});
