import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Check, checkSchema } from '../../protocol/lab/checks.ts';
import { effectivePriority } from './effective-priority.ts';
import { bad, good } from './probe.ts';
import { realSurroundings, Tracker } from './tracker.ts';

const ns = (ms: number) => `${BigInt(ms) * 1_000_000n}`;

describe('Tracker', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function check(input: object): Check {
    return checkSchema.parse({ kind: 'tcp', port: 80, ...input });
  }

  /** Probes answer what `world` says of their check, good where it says nothing. */
  function bench(checks: Check[]) {
    const world: Record<string, boolean> = {};
    const asked: string[] = [];
    const told: string[] = [];
    const startMs = Date.now();
    const tracker = new Tracker(checks, {
      ...realSurroundings(() => BigInt(Date.now() - startMs) * 1_000_000n),
      probe:
        ({ name }) =>
        async () => {
          asked.push(name);
          return (world[name] ?? true) ? good('fine') : bad('refused');
        },
    });
    tracker.onChange((status, cause) => told.push(`${status.passing ? '+' : '-'}${status.weight} ${cause}`));
    const passing = () => tracker.results().map(({ name, passing: is }) => `${is ? '+' : '-'}${name}`);
    return { tracker, world, asked, told, passing };
  }

  it('knows each check’s verdict, since when, and what was seen last', async () => {
    const { tracker, world, told } = bench([check({ name: 'web', weight: -20, fall: 2 }), check({})]);
    tracker.start();
    await vi.advanceTimersByTimeAsync(1500);
    world.web = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(['--20 check web fails: refused']);
    expect(tracker.results()).toEqual([
      {
        name: 'web',
        kind: 'tcp',
        weight: -20,
        passing: false,
        sinceNs: ns(3000),
        detail: 'refused',
        lastNs: ns(3000),
        counts: { good: 2, bad: 2, changes: 1 },
      },
      expect.objectContaining({ name: 'tcp-2', passing: true, sinceNs: ns(0), detail: 'fine' }),
    ]);
    expect(effectivePriority(100, tracker.results())).toEqual({ priority: 80, fault: null });
    world.web = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.at(-1)).toBe('+-20 check web passes: fine');
    tracker.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is told of interfaces instead of asking', () => {
    const { tracker, told, passing } = bench([
      checkSchema.parse({ kind: 'interface', interface: 'eth0', name: 'lan', fall: 3 }),
      checkSchema.parse({ kind: 'interface', interface: 'eth9', name: 'missing' }),
    ]);
    tracker.link('eth0', true);
    tracker.start();
    expect(passing()).toEqual(['+lan', '-missing']);
    expect(told).toEqual(['-0 check missing fails: there is no interface eth9']);
    tracker.link('eth0', false);
    tracker.link('eth1', false);
    tracker.link('eth9', true);
    expect(passing()).toEqual(['-lan', '+missing']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on undisturbed with unchanged checks over a reload', async () => {
    const web = check({ name: 'web', weight: -20, fall: 3 });
    const { tracker, world, asked, told, passing } = bench([web, check({ name: 'gone' })]);
    world.web = false;
    tracker.start();
    await vi.advanceTimersByTimeAsync(1500);
    asked.splice(0);
    tracker.reload([check({ name: 'new' }), { ...web, weight: -50 }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['new']);
    expect(told).toEqual([]);
    // Its third failure in a row, counted over the reload, at the time that it would have had.
    await vi.advanceTimersByTimeAsync(500);
    expect(told).toEqual(['--50 check web fails: refused']);
    expect(passing()).toEqual(['+new', '-web']);
    expect(asked).not.toContain('gone');
    tracker.stop();
  });

  it('begins a changed check anew, with the verdict as it is', async () => {
    const { tracker, world, asked, told, passing } = bench([check({ name: 'web' })]);
    world.web = false;
    tracker.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(passing()).toEqual(['-web']);
    asked.splice(0);
    told.splice(0);
    world.web = true;
    tracker.reload([check({ name: 'web', port: 8080, rise: 2 })]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['web']);
    expect(passing()).toEqual(['-web']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(['+0 check web passes: fine']);
    tracker.stop();
  });

  it('starts failing where that is asked for', async () => {
    const { tracker, told, passing } = bench([check({ name: 'web', startsFailing: true, rise: 2 })]);
    expect(passing()).toEqual(['-web']);
    tracker.start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(['+0 check web passes: fine']);
    tracker.stop();
  });

  it('does not start all checks at the same moment', async () => {
    const { tracker, asked } = bench([check({ name: 'a' }), check({ name: 'b' }), check({ name: 'c' })]);
    tracker.start();
    expect(asked).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(10);
    expect(asked).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(10);
    expect(asked).toEqual(['a', 'b', 'c']);
    tracker.stop();
  });

  it('tells nobody who left', async () => {
    const { tracker, world } = bench([check({ name: 'web' })]);
    const heard: string[] = [];
    const leave = tracker.onChange((_, cause) => heard.push(cause));
    leave();
    world.web = false;
    tracker.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([]);
    tracker.stop();
  });
});
