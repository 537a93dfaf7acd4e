import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../../protocol/lab/checks.ts';
import { type NamedCheck, nameChecks } from '../../protocol/lab/name-checks.ts';
import { CheckState, type CheckStatus } from './check-state.ts';
import { makeProbe, type PolledCheck } from './make-probe.ts';
import { Poller, type Time } from './poller.ts';
import { bad, good, type Probe, type ProbeResult } from './probe.ts';

export interface TrackerSurroundings extends Time {
  /** How a check is asked. */
  probe(check: PolledCheck): Probe;
}

export type CheckListener = (status: CheckStatus, cause: string) => void;

/**
 * Between the starts of two checks of one configuration: starting a process holds up everything else in the agent for
 * up to 3 ms, and a takeover must not wait for the processes of all checks.
 */
const STAGGER_MS = 10;

interface Entry {
  check: NamedCheck;
  state: CheckState;
  /** None for an interface, which is told of. */
  poller: Poller | undefined;
}

/** With Node's timers and the real probes. */
export function realSurroundings(clockNs: () => bigint): TrackerSurroundings {
  return {
    clockNs,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    probe: makeProbe,
  };
}

/** All checks of a configuration, from `start` to `stop`. */
export class Tracker {
  readonly #surroundings: TrackerSurroundings;
  readonly #listeners = new Set<CheckListener>();
  /** Whether each interface that was told of is running. */
  readonly #links = new Map<string, boolean>();
  #entries: Entry[];
  #started = false;

  constructor(checks: readonly Check[], surroundings: TrackerSurroundings) {
    this.#surroundings = surroundings;
    this.#entries = nameChecks(checks).map((check, place) => this.#entry(check, place));
  }

  /** Told of every verdict that changes, with what led to it, for people. Returns what takes the listener off. */
  onChange(listener: CheckListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Interfaces that `link` has not told of by now are taken as missing. */
  start(): void {
    this.#started = true;
    for (const entry of this.#entries) this.#begin(entry);
  }

  /** Nobody is told of anything afterwards; scripts that run are killed. */
  stop(): void {
    this.#started = false;
    for (const { poller } of this.#entries) poller?.stop();
  }

  /**
   * Takes the place of the present checks. One that is the same, but for its weight, goes on undisturbed. One of the
   * same name that is not the same begins anew, but with the verdict as it is. Listeners are not told of checks that
   * came, went or changed their weight: who reloads looks at `results` afterwards.
   */
  reload(checks: readonly Check[]): void {
    const before = this.#entries;
    this.#entries = nameChecks(checks).map((check, place) => {
      const previous = before.find((entry) => entry.check.name === check.name);
      if (previous && sameButWeight(previous.check, check)) return { ...previous, check };
      return this.#entry(check, place, previous?.state);
    });
    const kept = new Set(this.#entries.map(({ state }) => state));
    for (const { state, poller } of before) if (!kept.has(state)) poller?.stop();
    if (!this.#started) return;
    const known = new Set(before.map(({ state }) => state));
    for (const entry of this.#entries) if (!known.has(entry.state)) this.#begin(entry);
  }

  /** An interface runs or does not; `false` for one that was deleted. */
  link(name: string, running: boolean): void {
    this.#links.set(name, running);
    if (!this.#started) return;
    for (const entry of this.#entries)
      if (entry.check.kind === 'interface' && entry.check.interface === name) this.#look(entry, name);
  }

  /** In the order of the configuration. */
  results(): CheckStatus[] {
    return this.#entries.map(({ state, check }) => state.status(check.weight));
  }

  #entry(check: NamedCheck, place: number, previous?: CheckState): Entry {
    const { clockNs, after, probe } = this.#surroundings;
    const state: CheckState = new CheckState(check, clockNs(), (cause) => this.#tell(state, cause), previous);
    if (check.kind === 'interface') return { check, state, poller: undefined };
    const { intervalMs, timeoutMs } = check;
    const result = (found: ProbeResult) => state.take(found, clockNs());
    const delayMs = (place * STAGGER_MS) % intervalMs;
    const poller = new Poller({
      delayMs,
      intervalMs,
      timeoutMs,
      probe: probe(check),
      time: { clockNs, after },
      result,
    });
    return { check, state, poller };
  }

  #begin(entry: Entry): void {
    entry.poller?.start();
    if (entry.check.kind === 'interface') this.#look(entry, entry.check.interface);
  }

  #look({ state }: Entry, name: string): void {
    const running = this.#links.get(name);
    const result = running
      ? good(`${name} is up`)
      : bad(running === undefined ? `there is no interface ${name}` : `${name} is down`);
    state.take(result, this.#surroundings.clockNs());
  }

  #tell(state: CheckState, cause: string): void {
    const weight = this.#entries.find((entry) => entry.state === state)?.check.weight ?? 0;
    for (const listener of this.#listeners) listener(state.status(weight), cause);
  }
}

function sameButWeight(one: NamedCheck, other: NamedCheck): boolean {
  return isDeepStrictEqual({ ...one, weight: 0 }, { ...other, weight: 0 });
}
