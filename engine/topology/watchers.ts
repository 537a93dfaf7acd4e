import { isDeepStrictEqual } from 'node:util';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { Clock } from '../platform/clock.ts';
import { type LabWatcher, startWatcher, type WatcherParts } from './watcher.ts';

export interface WatcherUse {
  watcher: LabWatcher;
  release: () => void;
  /** Aborts when the way to the lab's nodes changed: whoever still looks has to ask for the watcher again. */
  dropped: AbortSignal;
}

/** One watcher per lab as it is defined, shared by everybody who looks, kept for a moment after the last one left. */
export interface Watchers {
  /** The lab's watcher; `release` must be called once. */
  use(lab: Lab): WatcherUse;
  /** Ends the watchers of this name now: the lab is gone, or its nodes let in otherwise. */
  drop(lab: string): Promise<void>;
  close(): Promise<void>;
}

/** Switching between screens must not tear down two SSH connections. */
const lingerMs = 10_000;

interface Entry {
  watcher: LabWatcher;
  users: number;
  dropped: AbortController;
  cancelStop: (() => void) | null;
}

export function createWatchers(parts: WatcherParts & { clock: Clock }): Watchers {
  const entries = new Set<Entry>();
  const stop = async (entry: Entry) => {
    entries.delete(entry);
    entry.cancelStop?.();
    entry.dropped.abort();
    await entry.watcher.stop();
  };
  const start = (lab: Lab): Entry => {
    const watcher = startWatcher(lab, parts);
    const entry = { watcher, users: 0, dropped: new AbortController(), cancelStop: null };
    entries.add(entry);
    return entry;
  };
  const stopAll = async (ended: (entry: Entry) => boolean) => {
    await Promise.all([...entries].filter(ended).map(stop));
  };
  return {
    use: (lab) => {
      const entry = [...entries].find(({ watcher }) => isDeepStrictEqual(watcher.lab, lab)) ?? start(lab);
      entry.cancelStop?.();
      entry.cancelStop = null;
      entry.users++;
      return {
        watcher: entry.watcher,
        dropped: entry.dropped.signal,
        release: () => {
          entry.users--;
          if (entry.users === 0 && entries.has(entry))
            entry.cancelStop = parts.clock.after(lingerMs, () => void stop(entry));
        },
      };
    },
    drop: (name) => stopAll(({ watcher }) => watcher.lab.name === name),
    close: () => stopAll(() => true),
  };
}
