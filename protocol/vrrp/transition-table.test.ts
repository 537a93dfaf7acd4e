import { describe, expect, it } from 'vitest';
import { Bench, down, linkDown, linkUp, ms, t0, t1 } from './testing/bench.ts';

/**
 * Every state against every event, none left out: what it becomes and what it does, in order. The router has priority
 * 100 and 10.77.0.12; adverts come from 10.77.0.11, which is lower.
 */
const states = {
  initialize: () => new Bench(),
  backup: () => new Bench().backup().advert(t1 - 50n * ms, 150),
  master: () => new Bench().master(),
  'handing over': () => new Bench().master().at(t1 - 50n * ms, { type: 'hand-over', cause: 'asked' }),
  fault: () => new Bench().backup().at(t0, linkDown),
} as const;
type Name = keyof typeof states;

const events: Record<string, (bench: Bench) => Bench> = {
  start: (bench) => bench.at(t1, { type: 'start' }),
  shutdown: (bench) => bench.at(t1, { type: 'shutdown' }),
  timer: (bench) => bench.at(t1, { type: 'timer' }),
  hold: (bench) => bench.at(t1, { type: 'hold' }),
  'advert 0': (bench) => bench.advert(t1, 0),
  'advert lower': (bench) => bench.advert(t1, 50),
  'advert equal, lower address': (bench) => bench.advert(t1, 100),
  'advert equal, higher address': (bench) => bench.advert(t1, 100, { source: '10.77.0.13' }),
  'advert higher': (bench) => bench.advert(t1, 150),
  'fault, unreachable': (bench) => bench.at(t1, linkDown),
  'fault, reachable': (bench) => bench.at(t1, { type: 'fault', cause: 'check', reachable: true }),
  'fault cleared': (bench) => bench.at(t1, linkUp),
  priority: (bench) => bench.priority(t1, 90),
  'take over': (bench) => bench.at(t1, { type: 'take-over', cause: 'switchover' }),
  'hand over': (bench) => bench.at(t1, { type: 'hand-over', cause: 'switchover' }),
  'sync master': (bench) => bench.at(t1, { type: 'sync', to: 'master', cause: 'group' }),
  'sync backup': (bench) => bench.at(t1, { type: 'sync', to: 'backup', cause: 'group' }),
};

const nothing = '';
const listen = 'timer, >backup';
const lead = 'advert 100, add, announce, timer, >master';
const takeOver = 'add, announce, advert 100, timer, >master';
const yieldNow = 'remove, timer, >backup';

/** Clause, state, event, state afterwards, what is done. */
const table: [string, Name, string, string, string][] = [
  ['RFC 9568, 6.4.1', 'initialize', 'start', 'backup', listen],
  ['RFC 9568, 6.4.1', 'initialize', 'shutdown', 'initialize', nothing],
  ['RFC 9568, 6.4.1', 'initialize', 'timer', 'initialize', nothing],
  ['keepalived sync group', 'initialize', 'hold', 'initialize', nothing],
  ['RFC 9568, 6.4.1', 'initialize', 'advert 0', 'initialize', nothing],
  ['RFC 9568, 6.4.1', 'initialize', 'advert lower', 'initialize', nothing],
  ['RFC 9568, 6.4.1', 'initialize', 'advert equal, lower address', 'initialize', nothing],
  ['RFC 9568, 6.4.1', 'initialize', 'advert equal, higher address', 'initialize', nothing],
  ['RFC 9568, 6.4.1', 'initialize', 'advert higher', 'initialize', nothing],
  ['keepalived FAULT', 'initialize', 'fault, unreachable', 'fault', 'cancel, >fault'],
  ['keepalived FAULT', 'initialize', 'fault, reachable', 'fault', 'cancel, >fault'],
  ['keepalived FAULT', 'initialize', 'fault cleared', 'initialize', nothing],
  ['keepalived weight', 'initialize', 'priority', 'initialize', nothing],
  ['reload', 'initialize', 'take over', 'master', takeOver],
  ['switchover', 'initialize', 'hand over', 'initialize', nothing],
  ['keepalived sync group', 'initialize', 'sync master', 'initialize', nothing],
  ['keepalived sync group', 'initialize', 'sync backup', 'initialize', nothing],

  ['RFC 9568, 6.4.2', 'backup', 'start', 'backup', nothing],
  ['RFC 9568, 6.4.2', 'backup', 'shutdown', 'initialize', 'cancel, >initialize'],
  ['RFC 9568, 6.4.2', 'backup', 'timer', 'master', lead],
  ['keepalived sync group', 'backup', 'hold', 'backup', 'timer'],
  ['RFC 9568, 6.4.2', 'backup', 'advert 0', 'backup', 'timer'],
  ['RFC 9568, 6.4.2', 'backup', 'advert lower', 'backup', nothing],
  ['RFC 9568, 6.4.2', 'backup', 'advert equal, lower address', 'backup', 'timer'],
  ['RFC 9568, 6.4.2', 'backup', 'advert equal, higher address', 'backup', 'timer'],
  ['RFC 9568, 6.4.2', 'backup', 'advert higher', 'backup', 'timer'],
  ['keepalived FAULT', 'backup', 'fault, unreachable', 'fault', 'cancel, >fault'],
  ['keepalived FAULT', 'backup', 'fault, reachable', 'fault', 'cancel, >fault'],
  ['keepalived FAULT', 'backup', 'fault cleared', 'backup', nothing],
  ['keepalived weight', 'backup', 'priority', 'backup', 'timer'],
  ['switchover', 'backup', 'take over', 'master', takeOver],
  ['switchover', 'backup', 'hand over', 'backup', nothing],
  ['keepalived sync group', 'backup', 'sync master', 'master', lead],
  ['keepalived sync group', 'backup', 'sync backup', 'backup', nothing],

  ['RFC 9568, 6.4.3', 'master', 'start', 'master', nothing],
  ['RFC 9568, 6.4.3', 'master', 'shutdown', 'initialize', 'advert 0, remove, cancel, >initialize'],
  ['RFC 9568, 6.4.3', 'master', 'timer', 'master', 'advert 100, timer'],
  ['keepalived sync group', 'master', 'hold', 'master', nothing],
  ['RFC 9568, 6.4.3', 'master', 'advert 0', 'master', 'advert 100, timer'],
  ['RFC 9568, 6.4.3', 'master', 'advert lower', 'master', 'advert 100, announce'],
  ['RFC 9568, 6.4.3', 'master', 'advert equal, lower address', 'master', 'advert 100, announce'],
  ['RFC 9568, 6.4.3', 'master', 'advert equal, higher address', 'backup', yieldNow],
  ['RFC 9568, 6.4.3', 'master', 'advert higher', 'backup', yieldNow],
  ['keepalived FAULT', 'master', 'fault, unreachable', 'fault', 'remove, cancel, >fault'],
  ['keepalived FAULT', 'master', 'fault, reachable', 'fault', 'advert 0, remove, cancel, >fault'],
  ['keepalived FAULT', 'master', 'fault cleared', 'master', nothing],
  ['keepalived weight', 'master', 'priority', 'master', nothing],
  ['switchover', 'master', 'take over', 'master', nothing],
  ['switchover', 'master', 'hand over', 'master', 'advert 0, timer'],
  ['keepalived sync group', 'master', 'sync master', 'master', nothing],
  ['keepalived sync group', 'master', 'sync backup', 'backup', yieldNow],

  ['switchover', 'handing over', 'start', 'master', nothing],
  ['switchover', 'handing over', 'shutdown', 'initialize', 'advert 0, remove, cancel, >initialize'],
  ['switchover', 'handing over', 'timer', 'master', 'advert 100, timer'],
  ['keepalived sync group', 'handing over', 'hold', 'master', nothing],
  ['switchover', 'handing over', 'advert 0', 'master', nothing],
  ['switchover', 'handing over', 'advert lower', 'backup', yieldNow],
  ['switchover', 'handing over', 'advert equal, lower address', 'backup', yieldNow],
  ['switchover', 'handing over', 'advert equal, higher address', 'backup', yieldNow],
  ['switchover', 'handing over', 'advert higher', 'backup', yieldNow],
  ['switchover', 'handing over', 'fault, unreachable', 'fault', 'remove, cancel, >fault'],
  ['switchover', 'handing over', 'fault, reachable', 'fault', 'advert 0, remove, cancel, >fault'],
  ['switchover', 'handing over', 'fault cleared', 'master', nothing],
  ['switchover', 'handing over', 'priority', 'master', nothing],
  ['switchover', 'handing over', 'take over', 'master', nothing],
  ['switchover', 'handing over', 'hand over', 'master', 'advert 0, timer'],
  ['switchover', 'handing over', 'sync master', 'master', nothing],
  ['switchover', 'handing over', 'sync backup', 'backup', yieldNow],

  ['keepalived FAULT', 'fault', 'start', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'shutdown', 'initialize', 'cancel, >initialize'],
  ['keepalived FAULT', 'fault', 'timer', 'fault', nothing],
  ['keepalived sync group', 'fault', 'hold', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'advert 0', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'advert lower', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'advert equal, lower address', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'advert equal, higher address', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'advert higher', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'fault, unreachable', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'fault, reachable', 'fault', nothing],
  ['keepalived FAULT', 'fault', 'fault cleared', 'backup', listen],
  ['keepalived FAULT', 'fault', 'priority', 'fault', nothing],
  ['switchover', 'fault', 'take over', 'fault', nothing],
  ['switchover', 'fault', 'hand over', 'fault', nothing],
  ['keepalived sync group', 'fault', 'sync master', 'fault', nothing],
  ['keepalived sync group', 'fault', 'sync backup', 'fault', nothing],
];

function done({ actions }: Bench): string {
  const word: Partial<Record<(typeof actions)[number]['type'], string>> = {
    'add-addresses': 'add',
    'remove-addresses': 'remove',
    'set-timer': 'timer',
    'cancel-timer': 'cancel',
  };
  return actions
    .map((action) => {
      if (action.type === 'send-advert') return `advert ${action.priority}`;
      return action.type === 'transition' ? `>${action.to}` : (word[action.type] ?? action.type);
    })
    .join(', ');
}

describe('the transition table', () => {
  it.each(table)('%s: %s, %s: %s', (_clause, state, event, next, actions) => {
    const bench = states[state]();
    events[event]?.(bench);
    expect([bench.state.name, done(bench)]).toEqual([next, actions]);
  });

  it('has every state with every event once', () => {
    const wanted = Object.keys(states).flatMap((state) =>
      Object.keys(events).map((event) => `${state}/${event}`),
    );
    expect(table.map(([, state, event]) => `${state}/${event}`).toSorted()).toEqual(wanted.toSorted());
    expect(down).toBeLessThan(t1 - t0);
  });
});
