import { isDeepStrictEqual } from 'node:util';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { Clock } from '../platform/clock.ts';
import { type LabWatcher, startWatcher, type WatcherParts } from './watcher.ts';

export interface WatcherUse {
  watcher: LabWatcher;
  release: () => void;
  /** Aborts when the lab's definition changed: whoever still looks has to ask for the watcher again. */
  dropped: AbortSignal;
}

/** One watcher per lab, shared by everybody who looks, kept for a moment after the last one left. */
export interface Watchers {
  /** The lab's watcher; `release` must be called once. */
  use(lab: Lab): WatcherUse;
  /** Ends the lab's watcher now: its definition changed, or it is gone. */
  drop(lab: string): Promise<void>;
  /** Ends it where it watches the lab under this name as it is no longer. */
  renew(lab: Lab): Promise<void>;
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
  const entries = new Map<string, Entry>();
  const stop = async (name: string) => {
    const entry = entries.get(name);
    entries.delete(name);
    entry?.cancelStop?.();
    entry?.dropped.abort();
    await entry?.watcher.stop();
  };
  return {
    use: (lab) => {
      const entry = entries.get(lab.name) ?? {
        watcher: startWatcher(lab, parts),
        users: 0,
        dropped: new AbortController(),
        cancelStop: null,
      };
      entries.set(lab.name, entry);
      entry.cancelStop?.();
      entry.cancelStop = null;
      entry.users++;
      return {
        watcher: entry.watcher,
        dropped: entry.dropped.signal,
        release: () => {
          entry.users--;
          if (entry.users === 0 && entries.get(lab.name) === entry)
            entry.cancelStop = parts.clock.after(lingerMs, () => void stop(lab.name));
        },
      };
    },
    drop: stop,
    renew: async (lab) => {
      const entry = entries.get(lab.name);
      if (entry && !isDeepStrictEqual(entry.watcher.lab, lab)) await stop(lab.name);
    },
    close: async () => {
      await Promise.all([...entries.keys()].map(stop));
    },
  };
}
