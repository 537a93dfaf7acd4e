import type { Ownership } from './fixtures.ts';

/** What the scripted engine plays. Each field says one thing that differs from the happy case. */
export interface Scenario {
  ownership: Ownership;
  labs: 'none' | 'one' | 'never' | 'fails';
  names: 'short' | 'long';
  practice: 'down' | 'up' | 'unsupported' | 'working';
  capture: 'running' | 'off' | 'denied';
  drill: 'idle' | 'running' | 'halted' | 'locked';
  reports: 'none' | 'some';
  keys: 'new' | 'trusted' | 'changed';
  access: 'works' | 'fails';
  preflight: 'ready' | 'blocked';
  plan: 'agent' | 'consent' | 'unchanged' | 'fails' | 'never';
  deploy: 'works' | 'fails';
  deployed: 'yes' | 'no' | 'cut-short';
  routers: 'one' | 'two';
  /** What the agents complain about. */
  trouble: 'none' | 'fault' | 'mismatch' | 'switchover';
  switchover: 'works' | 'slow' | 'fails';
  link: 'open' | 'lost' | 'refused';
  /** Moves the address to the other node every few seconds. */
  moves: boolean;
  /** The second node leads, as after a switchover. */
  moved: boolean;
  /** Frames in each tenth of a second besides the usual ones, to see how much the window takes. */
  flood: number;
}

export const happy: Scenario = {
  ownership: 'owned',
  labs: 'one',
  names: 'short',
  practice: 'up',
  capture: 'running',
  drill: 'idle',
  reports: 'some',
  keys: 'new',
  access: 'works',
  preflight: 'ready',
  plan: 'agent',
  deploy: 'works',
  deployed: 'yes',
  routers: 'one',
  trouble: 'none',
  switchover: 'works',
  link: 'open',
  moves: false,
  moved: false,
  flood: 0,
};

/** A scenario out of a query string: ?ownership=split-brain&names=long */
export function scenarioOf(query: string): Scenario {
  const wanted = Object.fromEntries(new URLSearchParams(query));
  return {
    ...happy,
    ...wanted,
    moves: wanted.moves === 'true',
    moved: wanted.moved === 'true',
    flood: Number(wanted.flood ?? 0),
  } as Scenario;
}
