import { describe, expect, it } from 'vitest';
import { Bench, down, ms, t0, t1 } from './testing/bench.ts';

describe('a backup whose sync group is not ready (keepalived vrrp_sync_can_goto_master)', () => {
  const held = () => new Bench().backup().at(t0 + down, { type: 'hold' });

  it('is ready, and looks again after another Master_Down_Interval', () => {
    const { state, did } = held();
    expect(state).toMatchObject({ name: 'backup', ready: true, timerAtNs: t0 + down + down });
    expect(did).toEqual(['set-timer']);
  });

  it('leads when the group does, and says why', () => {
    const { state } = held().at(t0 + down + 1n, { type: 'sync', to: 'master', cause: 'group' });
    expect(state).toMatchObject({ name: 'master', ready: false, cause: 'group' });
  });

  it.each([
    ['a master that it follows', 150],
    ['priority 0', 0],
  ])('is not ready any more once it hears %s', (_what, priority) => {
    expect(held().advert(t1, priority).state.ready).toBe(false);
  });

  it('stays ready beside a lower master that it would preempt', () => {
    expect(held().advert(t1, 50).state.ready).toBe(true);
  });
});

describe('another interval while it runs', () => {
  const interval = (bench: Bench, advertIntervalNs: bigint, atNs: bigint) => {
    bench.parameters = { ...bench.parameters, advertIntervalNs };
    return bench.at(atNs, { type: 'priority' });
  };

  it('a master’s next advert is due no later than the new interval from now', () => {
    const slow = () => new Bench({ advertIntervalNs: 20_000n * ms }).backup().at(t1, { type: 'timer' });
    expect(interval(slow(), 100n * ms, t1 + 10n * ms).state.timerAtNs).toBe(t1 + 110n * ms);
    expect(interval(slow(), 40_000n * ms, t1 + 10n * ms).state.timerAtNs).toBe(t1 + 20_000n * ms);
  });

  it('a version 2 backup waits by its own new interval, a version 3 one by the learnt one', () => {
    const backup = (version: 2 | 3) =>
      new Bench({ version, advertIntervalNs: 20_000n * ms })
        .backup()
        .advert(t1, 150, { advertIntervalNs: 20_000n * ms });
    expect(interval(backup(2), 1000n * ms, t1).state.masterAdvertIntervalNs).toBe(1000n * ms);
    expect(interval(backup(3), 1000n * ms, t1).state.masterAdvertIntervalNs).toBe(20_000n * ms);
  });
});
