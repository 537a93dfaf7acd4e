import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Hurry, PreciseTimer } from './precise-timer.ts';
import { Wakes } from './wakes.ts';

const ms = 1_000_000n;

function makeTimer(clockNs: () => bigint, fire: (lateNs: bigint) => void, hurry?: Hurry) {
  const calm = { enter() {}, goOn() {}, leave() {} };
  return new PreciseTimer({ clockNs, wakes: new Wakes(clockNs), hurry: hurry ?? calm, fire });
}

describe('PreciseTimer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function bench() {
    const fired: bigint[] = [];
    const clock = () => BigInt(Date.now()) * ms;
    const startNs = clock();
    const timer = makeTimer(clock, () => fired.push(clock() - startNs));
    return { fired, startNs, timer };
  }

  it.each([true, false])('fires at its deadline (precise: %s)', async (precise) => {
    const { fired, startNs, timer } = bench();
    timer.arm(startNs + 100n * ms, precise);
    await vi.advanceTimersByTimeAsync(99);
    expect(fired).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(fired).toEqual([100n * ms]);
  });

  it('follows a deadline that moves to later again and again, on one pending wake', async () => {
    const { fired, startNs, timer } = bench();
    timer.arm(startNs + 300n * ms, true);
    for (let round = 1n; round <= 50n; round += 1n) {
      await vi.advanceTimersByTimeAsync(100);
      timer.arm(startNs + round * 100n * ms + 300n * ms, true);
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(fired).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(fired).toEqual([5300n * ms]);
  });

  it('follows a deadline that moves to earlier', async () => {
    const { fired, startNs, timer } = bench();
    timer.arm(startNs + 3609n * ms, true);
    timer.arm(startNs + 61n * ms, true);
    await vi.advanceTimersByTimeAsync(61);
    expect(fired).toEqual([61n * ms]);
  });

  it('lets itself be moved while it turns the loop over', async () => {
    const { fired, startNs, timer } = bench();
    timer.arm(startNs + 100n * ms, true);
    await vi.advanceTimersByTimeAsync(98);
    timer.arm(startNs + 200n * ms, true);
    await vi.advanceTimersByTimeAsync(101);
    expect(fired).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(fired).toEqual([200n * ms]);
  });

  it('does nothing after cancel', async () => {
    const { fired, startNs, timer } = bench();
    timer.arm(startNs + 100n * ms, true);
    await vi.advanceTimersByTimeAsync(97);
    timer.cancel();
    await vi.advanceTimersByTimeAsync(1000);
    expect(fired).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the hurry of a busy wait', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function bench() {
    const told: string[] = [];
    const clock = () => BigInt(Date.now()) * ms;
    const hurry = { enter: () => told.push('enter'), leave: () => told.push('leave'), goOn() {} };
    const timer = makeTimer(clock, () => told.push('fire'), hurry);
    return { told, timer, startNs: clock() };
  }

  it('ends after what the deadline is for', async () => {
    const { told, timer, startNs } = bench();
    timer.arm(startNs + 100n * ms, true);
    await vi.advanceTimersByTimeAsync(94);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(6);
    expect(told).toEqual(['enter', 'fire', 'leave']);
  });

  it('ends where an advert moves the deadline away', async () => {
    const { told, timer, startNs } = bench();
    timer.arm(startNs + 100n * ms, true);
    await vi.advanceTimersByTimeAsync(98);
    timer.arm(startNs + 200n * ms, true);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['enter', 'leave']);
  });

  it('ends with the wait', async () => {
    const { told, timer, startNs } = bench();
    timer.arm(startNs + 100n * ms, true);
    await vi.advanceTimersByTimeAsync(98);
    timer.cancel();
    expect(told).toEqual(['enter', 'leave']);
  });

  it('ends where what the deadline is for goes wrong', () => {
    const told: string[] = [];
    const hurry = { enter: () => told.push('enter'), leave: () => told.push('leave'), goOn() {} };
    const clock = () => BigInt(Date.now()) * ms;
    const timer = makeTimer(
      clock,
      () => {
        throw new Error('no socket');
      },
      hurry,
    );
    timer.arm(clock() + 100n * ms, true);
    expect(() => vi.advanceTimersByTime(100)).toThrow('no socket');
    expect(told).toEqual(['enter', 'leave']);
  });

  it('is not for a deadline that may be late', async () => {
    const { told, timer, startNs } = bench();
    timer.arm(startNs + 100n * ms, false);
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual(['fire']);
  });
});

describe('a busy wait in which others had the processor', () => {
  let nowNs: bigint;
  let fired: bigint[];
  let timer: PreciseTimer;

  beforeEach(() => {
    vi.useFakeTimers();
    nowNs = 0n;
    fired = [];
    timer = makeTimer(
      () => nowNs,
      (lateNs) => fired.push(lateNs),
    );
    timer.arm(100n * ms, true);
    nowNs = 96n * ms;
    vi.advanceTimersToNextTimer();
    // Now it waits busily; the turn that is under way has read what there was, and is stopped here.
    nowNs = 120n * ms;
  });
  afterEach(() => void vi.useRealTimers());

  it('reads what came meanwhile before it fires', () => {
    vi.advanceTimersToNextTimer();
    expect(fired).toEqual([]);
    timer.arm(400n * ms, true);
    vi.advanceTimersToNextTimer();
    expect(fired).toEqual([]);
  });

  it('fires where nothing did, however long the turns are', () => {
    vi.advanceTimersToNextTimer();
    nowNs = 130n * ms;
    vi.advanceTimersToNextTimer();
    expect(fired).toEqual([30n * ms]);
  });

  it('waits once where it is woken in the middle of it', () => {
    timer.awake(nowNs);
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('a process that stood still', () => {
  const clock = () => process.hrtime.bigint();
  const standStill = (forMs: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);

  it.each([
    [true, 120],
    [false, 120],
    [true, 30],
  ])(
    'reads what waits for it before a deadline that is past (precise: %s, still for %i ms)',
    async (precise, forMs) => {
      let fired = 0;
      const timer = makeTimer(clock, () => {
        fired += 1;
      });
      const { port1, port2 } = new MessageChannel();
      // As an advert that is read moves the deadline.
      const read = new Promise<void>((resolve) => {
        port2.once('message', () => {
          timer.arm(clock() + 60_000n * ms, precise);
          resolve();
        });
      });
      // From here on timers are next, and messages after them.
      await new Promise((resolve) => setImmediate(resolve));
      timer.arm(clock() + 20n * ms, precise);
      port1.postMessage('advert');
      standStill(forMs);
      await read;
      await new Promise((resolve) => setImmediate(resolve));
      expect(fired).toBe(0);
      timer.cancel();
      port1.close();
    },
  );

  it('fires where nothing waits', async () => {
    const startNs = clock();
    const firedNs = new Promise<bigint>((resolve) => {
      const timer = makeTimer(clock, () => resolve(clock()));
      timer.arm(startNs + 20n * ms, true);
    });
    standStill(120);
    expect((await firedNs) - startNs).toBeLessThan(500n * ms);
  });
});
