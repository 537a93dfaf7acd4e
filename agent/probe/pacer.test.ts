import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pace } from './pacer.ts';

describe('pace', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ticks from now on, without drift, as often as asked', () => {
    const ticks: number[] = [];
    pace({ intervalMs: 2, count: 4, clockMs: Date.now }, (seq) => ticks.push(seq));
    expect(ticks).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(ticks).toEqual([1, 2, 3, 4]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('makes up for time in which it was not scheduled', () => {
    let now = 0;
    const ticks: number[] = [];
    const pacer = pace({ intervalMs: 10, count: 0, clockMs: () => now }, (seq) => ticks.push(seq));
    now = 35;
    vi.advanceTimersByTime(5);
    expect(ticks).toEqual([1, 2, 3, 4]);
    pacer.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
