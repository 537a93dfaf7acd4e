import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Poller } from './poller.ts';
import { abortResult, good, type ProbeResult } from './probe.ts';

describe('Poller', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** @param tookMs how long each run of the probe takes; Infinity: until it is aborted */
  function bench({ tookMs = [] as number[], timeoutMs = 1000, delayMs = 0 } = {}) {
    const startMs = Date.now();
    const starts: number[] = [];
    const results: (ProbeResult & { atMs: number })[] = [];
    const poller = new Poller({
      delayMs,
      intervalMs: 1000,
      timeoutMs,
      probe: (signal) => {
        const took = tookMs[starts.length] ?? 1;
        starts.push(Date.now() - startMs);
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(abortResult(signal)));
          if (Number.isFinite(took)) setTimeout(() => resolve(good('fine')), took);
        });
      },
      time: {
        clockNs: () => BigInt(Date.now()) * 1_000_000n,
        after(ms, run) {
          const timer = setTimeout(run, ms);
          return { cancel: () => clearTimeout(timer) };
        },
      },
      result: (result) => results.push({ ...result, atMs: Date.now() - startMs }),
    });
    return { poller, starts, results };
  }

  it('asks at once and then at whole intervals, however long each run takes', async () => {
    const { poller, starts } = bench({ tookMs: [300, 999, 10] });
    poller.start();
    await vi.advanceTimersByTimeAsync(3500);
    expect(starts).toEqual([0, 1000, 2000, 3000]);
  });

  it('keeps its delay to others of the same interval', async () => {
    const { poller, starts } = bench({ delayMs: 30 });
    poller.start();
    await vi.advanceTimersByTimeAsync(2500);
    expect(starts).toEqual([30, 1030, 2030]);
    const stopped = bench({ delayMs: 30 });
    stopped.poller.start();
    stopped.poller.stop();
    await vi.advanceTimersByTimeAsync(2500);
    expect(stopped.starts).toEqual([]);
  });

  it('leaves out the intervals that a slow run takes', async () => {
    const { poller, starts } = bench({ tookMs: [2500, 1000], timeoutMs: 10_000 });
    poller.start();
    await vi.advanceTimersByTimeAsync(5500);
    expect(starts).toEqual([0, 3000, 5000]);
  });

  it('aborts a run at its timeout and takes that as its result', async () => {
    const { poller, results } = bench({ tookMs: [Number.POSITIVE_INFINITY], timeoutMs: 400 });
    poller.start();
    await vi.advanceTimersByTimeAsync(1001);
    expect(results).toEqual([
      { ok: false, detail: 'no answer within 400 ms', atMs: 400 },
      { ok: true, detail: 'fine', atMs: 1001 },
    ]);
  });

  it('has no result after it was stopped, within a run or between two', async () => {
    const within = bench({ tookMs: [500] });
    within.poller.start();
    await vi.advanceTimersByTimeAsync(100);
    within.poller.stop();
    const between = bench();
    between.poller.start();
    await vi.advanceTimersByTimeAsync(100);
    between.poller.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(within.results).toEqual([]);
    expect(between.results).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
