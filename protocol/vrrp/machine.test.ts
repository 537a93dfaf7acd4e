import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouterEvent } from './state.ts';
import { Bench, down, linkDown, linkUp, ms, parameters, t0, t1, takeover } from './testing/bench.ts';

describe('RFC 9568, 6.4.1 Initialize', () => {
  it('a start below 255 listens for Active_Down_Interval', () => {
    const bench = new Bench().backup();
    expect(bench.state).toMatchObject({ name: 'backup', cause: 'started', masterAddress: null });
    expect(bench.actions[0]).toEqual({ type: 'set-timer', atNs: t0 + down });
  });

  it('the owner leads at once', () => {
    const bench = new Bench({ priority: 255 }).backup();
    expect(bench.state.name).toBe('master');
    expect(bench.did).toEqual(takeover);
  });

  it('nothing else moves it', () => {
    const bench = new Bench().advert(t0, 200).at(t0, { type: 'timer' }).at(t0, { type: 'shutdown' });
    expect(bench.state.name).toBe('initialize');
    expect(bench.did).toEqual([]);
  });
});

describe('RFC 9568, 6.4.2 Backup', () => {
  it('the timer’s end leads: advert first, then addresses, then announcement', () => {
    const bench = new Bench().backup().advert(t1, 150);
    bench.at(t1 + down, { type: 'timer' });
    expect(bench.did).toEqual(takeover);
    expect(bench.actions[0]).toEqual({ type: 'send-advert', priority: 100 });
    expect(bench.state).toMatchObject({ name: 'master', cause: 'advert gap 0.361 s' });
  });

  it('names a master that never spoke', () => {
    expect(new Bench().master().state.cause).toBe('no advert for 0.361 s');
  });

  it('priority 0 shortens the timer to Skew_Time', () => {
    const bench = new Bench().backup().advert(t1, 150).advert(t1, 0);
    expect(bench.actions).toEqual([{ type: 'set-timer', atNs: t1 + 60_937_500n }]);
    bench.at(t1 + 60_937_500n, { type: 'timer' });
    expect(bench.state.cause).toBe('priority 0 from 10.77.0.11');
  });

  it.each([100, 150])('priority %i, equal or higher, restarts the timer', (priority) => {
    const bench = new Bench().backup().advert(t1, priority);
    expect(bench.actions).toEqual([{ type: 'set-timer', atNs: t1 + down }]);
    expect(bench.state.masterAddress).toBe('10.77.0.11');
  });

  it('does not compare addresses at equal priority', () => {
    const bench = new Bench().backup().advert(t1, 100, { source: '10.77.0.1' });
    expect(bench.state.timerAtNs).toBe(t1 + down);
  });

  it('v3 learns the master’s interval', () => {
    const bench = new Bench().backup().advert(t1, 150, { advertIntervalNs: 1000n * ms });
    expect(bench.state.timerAtNs).toBe(t1 + 3_609_375_000n);
  });

  it('v2 keeps its own interval (RFC 3768, 6.4.2)', () => {
    const bench = new Bench({ version: 2, advertIntervalNs: 1000n * ms }).backup();
    bench.advert(t1, 150, { advertIntervalNs: 3000n * ms });
    expect(bench.state.timerAtNs).toBe(t1 + 3_609_375_000n);
  });

  it('a lower master is discarded, and the timer runs on', () => {
    const bench = new Bench().backup().advert(t1, 50);
    expect(bench.did).toEqual([]);
    expect(bench.state.timerAtNs).toBe(t0 + down);
    bench.at(t1 + 10n * ms, { type: 'timer' });
    expect(bench.state.cause).toBe('preempts priority 50 of 10.77.0.11');
  });

  it('without preemption a lower master restarts the timer', () => {
    const bench = new Bench({ preempt: false }).backup().advert(t1, 50);
    expect(bench.state.timerAtNs).toBe(t1 + down);
  });

  it('keepalived’s preempt_delay tolerates a lower master until the delay ends', () => {
    const bench = new Bench({ preemptDelayNs: 500n * ms }).backup().advert(t1, 50);
    expect(bench.state.timerAtNs).toBe(t1 + down);
    bench.advert(t1 + 400n * ms, 50);
    expect(bench.state.timerAtNs).toBe(t1 + 400n * ms + down);
    bench.advert(t1 + 500n * ms, 50);
    expect(bench.did).toEqual([]);
  });

  it('a higher master forgets the preempt delay that ran', () => {
    const bench = new Bench({ preemptDelayNs: 500n * ms }).backup().advert(t1, 50).advert(t1, 150);
    bench.advert(t1 + 600n * ms, 50);
    expect(bench.did).toEqual(['set-timer']);
  });

  it('a shutdown is silent', () => {
    const bench = new Bench().backup().at(t1, { type: 'shutdown' });
    expect(bench.did).toEqual(['cancel-timer', 'transition']);
  });
});

describe('RFC 9568, 6.4.3 Active', () => {
  it('adverts every interval, without drift', () => {
    const bench = new Bench().master();
    const due = bench.state.timerAtNs ?? 0n;
    bench.at(due + 3n * ms, { type: 'timer' });
    expect(bench.actions).toEqual([
      { type: 'send-advert', priority: 100 },
      { type: 'set-timer', atNs: due + 100n * ms },
    ]);
  });

  it('does not send a burst for the time it was not scheduled', () => {
    const bench = new Bench().master();
    const late = (bench.state.timerAtNs ?? 0n) + 5000n * ms;
    expect(bench.at(late, { type: 'timer' }).state.timerAtNs).toBe(late + 100n * ms);
  });

  it('another’s priority 0 is answered at once', () => {
    const bench = new Bench().master().advert(t1, 0);
    expect(bench.did).toEqual(['send-advert', 'set-timer']);
    expect(bench.state.timerAtNs).toBe(t1 + 100n * ms);
  });

  it('a higher priority takes over', () => {
    const bench = new Bench().master().advert(t1, 150);
    expect(bench.did).toEqual(['remove-addresses', 'set-timer', 'transition']);
    expect(bench.state).toMatchObject({
      name: 'backup',
      cause: 'higher priority 150 from 10.77.0.11',
      timerAtNs: t1 + down,
    });
  });

  it('even without preemption', () => {
    expect(new Bench({ preempt: false }).master().advert(t1, 150).state.name).toBe('backup');
  });

  it.each([
    ['10.77.0.200', 'backup'],
    ['192.168.0.1', 'backup'],
    ['10.77.0.11', 'master'],
  ])('at equal priority %s, compared unsigned, makes us %s', (source, name) => {
    expect(new Bench().master().advert(t1, 100, { source }).state.name).toBe(name);
  });

  it('our own address at equal priority is not answered', () => {
    const bench = new Bench().master().advert(t1, 100, { source: parameters.address });
    expect(bench.did).toEqual([]);
    expect(bench.state.name).toBe('master');
  });

  it('a lower priority is answered at once, and the segment told again, once a second', () => {
    const bench = new Bench().master().advert(t1 + 1000n * ms, 50);
    expect(bench.did).toEqual(['send-advert', 'announce']);
    expect(bench.advert(t1 + 1100n * ms, 50).did).toEqual(['send-advert']);
  });

  it('a lower one that led for a moment right after we took over does not keep the segment', () => {
    const bench = new Bench().master();
    const soon = t0 + down + 20n * ms;
    expect(bench.advert(soon, 50).did).toEqual(['send-advert', 'announce']);
    // Its own announcement may have come after ours.
    expect(bench.at(soon + 80n * ms, { type: 'timer' }).did).toEqual([
      'send-advert',
      'announce',
      'set-timer',
    ]);
    expect(bench.at(soon + 180n * ms, { type: 'timer' }).did).toEqual(['send-advert', 'set-timer']);
  });

  it('a lower one that comes back within the second is answered with an announcement after it', () => {
    const bench = new Bench().master().advert(t1, 50);
    bench.at(t1 + 100n * ms, { type: 'timer' });
    expect(bench.advert(t1 + 300n * ms, 50).did).toEqual(['send-advert']);
    expect(bench.at(t1 + 400n * ms, { type: 'timer' }).did).toEqual(['send-advert', 'set-timer']);
    expect(bench.at(t1 + 1100n * ms, { type: 'timer' }).did).toEqual([
      'send-advert',
      'announce',
      'set-timer',
    ]);
    expect(bench.at(t1 + 1200n * ms, { type: 'timer' }).did).toEqual(['send-advert', 'set-timer']);
  });

  it('a lower one that does not hear us brings two announcements a second at most', () => {
    const bench = new Bench().master();
    let announced = 0;
    for (let at = 0n; at < 10_000n; at += 100n) {
      for (const event of ['advert', 'timer'] as const) {
        if (event === 'advert') bench.advert(t1 + at * ms, 50);
        else bench.at(t1 + (at + 50n) * ms, { type: 'timer' });
        announced += bench.did.filter((what) => what === 'announce').length;
      }
    }
    expect(announced).toBeGreaterThan(1);
    expect(announced).toBeLessThanOrEqual(20);
  });

  it('shutdown announces priority 0 and gives the addresses back', () => {
    const bench = new Bench().master().at(t1, { type: 'shutdown' });
    expect(bench.did).toEqual(['send-advert', 'remove-addresses', 'cancel-timer', 'transition']);
    expect(bench.actions[0]).toEqual({ type: 'send-advert', priority: 0 });
    expect(bench.state.name).toBe('initialize');
  });
});

describe('keepalived’s FAULT', () => {
  it('an interface that goes down takes the addresses with it', () => {
    const bench = new Bench().master().at(t1, linkDown);
    expect(bench.did).toEqual(['remove-addresses', 'cancel-timer', 'transition']);
    expect(bench.state).toMatchObject({ name: 'fault', cause: 'interface is down' });
  });

  it('and back up listens first', () => {
    const bench = new Bench().master().at(t1, linkDown);
    bench.at(t1, linkUp);
    expect(bench.state).toMatchObject({ name: 'backup', timerAtNs: t1 + down });
  });

  it('another reason than the interface is announced with priority 0', () => {
    const bench = new Bench().master();
    bench.at(t1, { type: 'fault', cause: 'check nginx failed', reachable: true });
    expect(bench.did).toEqual(['send-advert', 'remove-addresses', 'cancel-timer', 'transition']);
    expect(bench.actions[0]).toEqual({ type: 'send-advert', priority: 0 });
  });

  it('holds from the start where the reason is there from the start', () => {
    const bench = new Bench({ priority: 255 }).at(t0, linkDown).at(t0, { type: 'start' });
    expect(bench.state.name).toBe('fault');
  });

  it('ignores adverts and timers meanwhile', () => {
    const bench = new Bench().backup().at(t1, linkDown);
    expect(bench.advert(t1, 0).at(t1, { type: 'timer' }).state.name).toBe('fault');
  });
});

describe('any sequence of events', () => {
  const anyEvent: fc.Arbitrary<RouterEvent> = fc.oneof(
    fc.constantFrom<RouterEvent>(
      { type: 'start' },
      { type: 'shutdown' },
      { type: 'timer' },
      linkDown,
      linkUp,
      { type: 'fault', cause: 'check nginx failed', reachable: true },
      { type: 'take-over', cause: 'switchover' },
      { type: 'hand-over', cause: 'switchover' },
      { type: 'sync', to: 'master', cause: 'sync group web' },
      { type: 'sync', to: 'backup', cause: 'sync group web' },
      { type: 'priority' },
    ),
    fc.record({
      type: fc.constant('advert' as const),
      advert: fc.record({
        source: fc.constantFrom('10.77.0.11', '10.77.0.12', '10.77.0.13'),
        priority: fc.constantFrom(0, 50, 100, 150),
        advertIntervalNs: fc.constantFrom(10n * ms, 1000n * ms),
      }),
    }),
  );

  it('holds addresses exactly while master, and has a timer exactly while backup or master', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyEvent, fc.nat(1000)), { maxLength: 40 }), (events) => {
        const bench = new Bench();
        let now = t0;
        let held = false;
        for (const [event, passed] of events) {
          now += BigInt(passed) * ms;
          bench.at(now, event);
          for (const type of bench.did) {
            if (type === 'add-addresses') held = true;
            if (type === 'remove-addresses') held = false;
          }
          const { name, timerAtNs } = bench.state;
          expect(held).toBe(name === 'master');
          expect(timerAtNs !== null).toBe(name === 'master' || name === 'backup');
        }
      }),
    );
  });
});
