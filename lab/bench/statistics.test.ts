import { describe, expect, it } from 'vitest';
import { median, percentile, table } from './statistics.ts';

describe('statistics', () => {
  it('takes ranks, not averages', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2);
    expect(percentile([1, 2, 3, 4, 5], 0.99)).toBe(5);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('aligns columns', () => {
    expect(
      table([
        ['a', 'bb'],
        ['ccc', 'd'],
      ]),
    ).toBe('a    bb\nccc  d');
  });
});
