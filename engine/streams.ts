import type { StreamSink } from '../protocol/rpc/handlers.ts';
import { type Clock, delay } from './platform/clock.ts';

/**
 * Sends the latest value at once and again after every change, at most once per `intervalMs`; a reader that is slow
 * gets the newest, never a backlog. `tickMs` sends without a change, for values that depend on time alone; `until` ends
 * it as the reader's own hanging up does.
 */
export async function streamLatest<Item>(
  sink: StreamSink<Item>,
  clock: Clock,
  options: { intervalMs: number; tickMs?: number; until?: AbortSignal },
  subscribe: (changed: () => void) => () => void,
  read: () => Item | Promise<Item>,
): Promise<void> {
  let isChanged = true;
  let wake: () => void = () => undefined;
  const unsubscribe = subscribe(() => {
    isChanged = true;
    wake();
  });
  const abort = new AbortController();
  const stop = () => {
    abort.abort();
    wake();
  };
  sink.signal.addEventListener('abort', stop);
  options.until?.addEventListener('abort', stop);
  try {
    while (!abort.signal.aborted) {
      if (isChanged) {
        isChanged = false;
        await sink.send(await read());
        await delay(clock, options.intervalMs, abort.signal);
        continue;
      }
      const cancelTick = options.tickMs
        ? clock.after(options.tickMs, () => {
            isChanged = true;
            wake();
          })
        : () => undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (isChanged || abort.signal.aborted) resolve();
      });
      cancelTick();
    }
  } finally {
    unsubscribe();
    options.until?.removeEventListener('abort', stop);
  }
}
