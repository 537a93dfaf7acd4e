import { describe, expect, it } from 'vitest';
import { effectivePriority } from './effective-priority.ts';

const check = (weight: number, passing: boolean, name = 'web') => ({ name, weight, passing });

describe('effectivePriority', () => {
  it('is the base without checks', () => {
    expect(effectivePriority(100, [])).toEqual({ priority: 100, fault: null });
  });

  it.each([
    { weight: -50, passing: false, priority: 50 },
    { weight: -50, passing: true, priority: 100 },
    { weight: 20, passing: true, priority: 120 },
    { weight: 20, passing: false, priority: 100 },
  ])('adds $weight while passing is $passing: $priority', ({ weight, passing, priority }) => {
    expect(effectivePriority(100, [check(weight, passing)])).toEqual({ priority, fault: null });
  });

  it('clamps the sum, not each step, to what is nobody else’s', () => {
    expect(effectivePriority(10, [check(-253, false)]).priority).toBe(1);
    expect(effectivePriority(200, [check(253, true)]).priority).toBe(254);
    expect(effectivePriority(200, [check(100, true), check(-80, false, 'db')]).priority).toBe(220);
  });

  it('leaves an address owner what it is', () => {
    expect(effectivePriority(255, [check(-100, false), check(50, true)]).priority).toBe(255);
  });

  it('names the failing check of weight 0, for an owner too', () => {
    const tracked = [check(0, true, 'disk'), check(0, false, 'db'), check(-10, false)];
    expect(effectivePriority(100, tracked)).toEqual({ priority: 90, fault: 'db' });
    expect(effectivePriority(255, tracked)).toEqual({ priority: 255, fault: 'db' });
  });
});
