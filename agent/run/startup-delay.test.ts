import { describe, expect, it } from 'vitest';
import { StartupDelay } from './startup-delay.ts';

function bench() {
  const told: [string | null, readonly string[] | undefined][] = [];
  const timers: { work: () => void; ms: number }[] = [];
  const delay = new StartupDelay<string>(
    { setFault: (_key, cause, _cleared, routers) => told.push([cause, routers]) },
    (work, ms) => {
      timers.push({ work, ms });
      return { cancel: () => {} };
    },
  );
  return { delay, told, timers };
}

describe('the startup delay', () => {
  it('holds back those of the start, and those that a reload brings meanwhile, until it is over', () => {
    const { delay, told, timers } = bench();
    delay.begin(1500);
    delay.hold(['first']);
    delay.hold(['added']);
    const cause = 'waits 1500 ms after the start';
    expect(told).toEqual([
      [cause, ['first']],
      [cause, ['added']],
    ]);
    expect(timers.map(({ ms }) => ms)).toEqual([1500]);
    timers[0]?.work();
    expect(told.slice(2)).toEqual([[null, undefined]]);
  });

  it('is none for a router that comes when it is over', () => {
    const { delay, told, timers } = bench();
    delay.begin(1500);
    timers[0]?.work();
    told.length = 0;
    delay.hold(['late']);
    expect(told).toEqual([]);
  });

  it('of 0 holds nobody back', () => {
    const { delay, told, timers } = bench();
    delay.begin(0);
    delay.hold(['first']);
    expect([...told, ...timers]).toEqual([]);
  });
});
