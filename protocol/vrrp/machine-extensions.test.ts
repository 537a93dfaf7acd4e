import { describe, expect, it } from 'vitest';
import type { RouterEvent } from './state.ts';
import { Bench, down, linkDown, ms, t0, t1, takeover } from './testing/bench.ts';

/** What the machine does beyond the RFC's table: priorities that move, switchovers, sync groups. */

describe('a priority that changes', () => {
  it('gives a backup the new Skew_Time, counted from when it last heard the master', () => {
    const bench = new Bench()
      .backup()
      .advert(t1, 150)
      .priority(t1 + 50n * ms, 90);
    expect(bench.actions).toEqual([{ type: 'set-timer', atNs: t1 + 364_843_750n }]);
  });

  it('never sets a timer into the past', () => {
    const bench = new Bench({ priority: 1 }).backup().advert(t1, 150);
    const late = t1 + 399n * ms;
    expect(bench.priority(late, 254).actions).toEqual([{ type: 'set-timer', atNs: late }]);
  });

  it('after priority 0 keeps waiting for Skew_Time only', () => {
    const bench = new Bench().backup().advert(t1, 0).priority(t1, 200);
    expect(bench.state.timerAtNs).toBe(t1 + 21_875_000n);
  });

  it('leaves the end of a preemption where it is', () => {
    const bench = new Bench()
      .backup()
      .advert(t0 + 10n * ms, 50)
      .priority(t0 + 20n * ms, 120);
    expect(bench.state.timerAtNs).toBe(t0 + down);
  });

  it('is in a master’s next advert, not in one out of turn', () => {
    const bench = new Bench().master().priority(t1, 90);
    expect(bench.did).toEqual([]);
    bench.at(bench.state.timerAtNs ?? 0n, { type: 'timer' });
    expect(bench.actions[0]).toEqual({ type: 'send-advert', priority: 90 });
  });
});

describe('planned switchover', () => {
  const take: RouterEvent = { type: 'take-over', cause: 'switchover' };
  const give: RouterEvent = { type: 'hand-over', cause: 'switchover' };

  it('the new master serves before its advert makes the old one let go', () => {
    const bench = new Bench({ priority: 151 }).backup().advert(t1, 150).at(t1, take);
    expect(bench.did).toEqual(['add-addresses', 'announce', 'send-advert', 'set-timer', 'transition']);
    expect(bench.state).toMatchObject({ name: 'master', cause: 'switchover' });
  });

  it('the old master says priority 0 and serves on until another advert is here', () => {
    const bench = new Bench({ priority: 150 }).master().at(t1, give);
    expect(bench.did).toEqual(['send-advert', 'set-timer']);
    expect(bench.actions[0]).toEqual({ type: 'send-advert', priority: 0 });
    expect(bench.state.name).toBe('master');
    bench.advert(t1 + 61n * ms, 100);
    expect(bench.did).toEqual(['remove-addresses', 'set-timer', 'transition']);
    expect(bench.state).toMatchObject({ name: 'backup', cause: 'handed over to 10.77.0.11' });
  });

  it('the old master leads on where nobody wants to', () => {
    const bench = new Bench().master().at(t1, give);
    // The longest Skew_Time, of priority 1, and two intervals.
    expect(bench.state.timerAtNs).toBe(t1 + 299_609_375n);
    bench.at(t1 + 299_609_375n, { type: 'timer' });
    expect(bench.actions[0]).toEqual({ type: 'send-advert', priority: 100 });
    expect(bench.state).toMatchObject({ name: 'master', cause: 'nobody took over', handingOver: false });
  });

  it('two that hand over at once do not answer each other', () => {
    expect(new Bench().master().at(t1, give).advert(t1, 0).did).toEqual([]);
  });

  it('a router that was set up anew goes on as master', () => {
    expect(new Bench().at(t1, take).state.name).toBe('master');
  });

  it('only a backup takes over, only a master hands over', () => {
    expect(new Bench().backup().at(t1, linkDown).at(t1, take).state.name).toBe('fault');
    expect(new Bench().backup().at(t1, give).did).toEqual([]);
  });
});

describe('keepalived’s vrrp_sync_group', () => {
  it('leads when another member does', () => {
    const bench = new Bench().backup().at(t1, { type: 'sync', to: 'master', cause: 'sync group web' });
    expect(bench.did).toEqual(takeover);
  });

  it('listens when another member no longer leads', () => {
    const bench = new Bench().master().at(t1, { type: 'sync', to: 'backup', cause: 'sync group web' });
    expect(bench.state).toMatchObject({ name: 'backup', timerAtNs: t1 + down });
  });

  it('is in no member’s way that cannot', () => {
    const bench = new Bench().backup().at(t1, linkDown);
    expect(bench.at(t1, { type: 'sync', to: 'master', cause: 'x' }).state.name).toBe('fault');
  });
});

describe('RFC 9568, 6.4.3 over IPv6', () => {
  it.each([
    ['fe80::ff', 'backup'],
    ['fe80::1', 'master'],
  ])('at equal priority %s makes us %s', (source, name) => {
    const bench = new Bench({ address: 'fe80::a' }).master();
    expect(bench.advert(t1, 100, { source }).state.name).toBe(name);
  });
});
