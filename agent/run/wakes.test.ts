import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Sleeper, Wakes } from './wakes.ts';

const ms = 1_000_000n;
const clockNs = () => BigInt(Date.now()) * ms;
let startNs: bigint;
let woken: string[];
let wakes: Wakes;

beforeEach(() => {
  vi.useFakeTimers();
  startNs = clockNs();
  woken = [];
  wakes = new Wakes(clockNs);
});
afterEach(() => void vi.useRealTimers());

function sleeper(name: string, atMs: number, precise = false): Sleeper {
  const awake = (nowNs: bigint) => woken.push(`${name} ${(nowNs - startNs) / ms}`);
  const made = { deadlineNs: startNs + BigInt(atMs) * ms, precise, awake };
  wakes.add(made);
  return made;
}

it('wakes each at its deadline, or 5 ms before a precise one, on one timer', async () => {
  sleeper('late', 300);
  sleeper('early', 100);
  sleeper('precise', 200, true);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(woken).toEqual(['early 100', 'precise 195', 'late 300']);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not wake one that has moved its deadline to later before that', async () => {
  const moving = sleeper('moving', 100, true);
  sleeper('staying', 100);
  moving.deadlineNs = startNs + 400n * ms;
  await vi.advanceTimersByTimeAsync(1000);
  expect(woken).toEqual(['staying 100', 'moving 395']);
});

it('wakes one that has moved its deadline to earlier, and said so', async () => {
  const moving = sleeper('moving', 400, true);
  moving.deadlineNs = startNs + 50n * ms;
  wakes.add(moving);
  await vi.advanceTimersByTimeAsync(1000);
  expect(woken).toEqual(['moving 45']);
});

it('lets those sleep that are taken out or wait for nothing', async () => {
  const out = sleeper('out', 100);
  const idle = sleeper('idle', 100);
  sleeper('there', 100);
  wakes.delete(out);
  idle.deadlineNs = null;
  await vi.advanceTimersByTimeAsync(1000);
  expect(woken).toEqual(['there 100']);
});

it('wakes one again that is added while it is woken', async () => {
  const again: Sleeper = {
    deadlineNs: startNs + 100n * ms,
    precise: false,
    awake: (nowNs) => {
      woken.push(`again ${(nowNs - startNs) / ms}`);
      again.deadlineNs = nowNs + 100n * ms;
      if (woken.length < 3) wakes.add(again);
    },
  };
  wakes.add(again);
  await vi.advanceTimersByTimeAsync(1000);
  expect(woken).toEqual(['again 100', 'again 200', 'again 300']);
});
