import type { StreamItem } from '../../protocol/contract/contract.ts';
import type { StreamSink } from '../../protocol/rpc/handlers.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Capture } from './capture.ts';

/** A batch is one item; at most 20 a second. */
const batchMs = 50;
const mostPerBatch = 2000;

/** Sends frames from `from` on. Frames that left the ring before this reader got them are counted as missed. */
export async function streamFrames(
  capture: Capture,
  clock: Clock,
  from: number,
  sink: StreamSink<StreamItem<'capture.frames'>>,
): Promise<void> {
  const abort = new AbortController();
  let next = Math.max(1, from);
  let missed = 0;
  let sentStatus: unknown = null;
  let wake: () => void = () => undefined;
  const unsubscribe = [capture.onFrame(() => wake()), capture.onStatus(() => wake())];
  sink.signal.addEventListener('abort', () => {
    abort.abort();
    wake();
  });
  try {
    while (!sink.signal.aborted) {
      const { ring, status } = capture;
      if (ring.last < next - 1) next = 1;
      if (ring.last < next && sentStatus === status) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (capture.ring.last >= next || capture.status !== sentStatus || sink.signal.aborted) resolve();
        });
        continue;
      }
      if (next < ring.first) {
        missed += ring.first - next;
        next = ring.first;
      }
      const frames = ring.from(next, mostPerBatch).map((entry) => entry.frame);
      next += frames.length;
      sentStatus = status;
      const { state, interface: interfaceName, problem, drops } = status;
      await sink.send({ frames, missed, total: ring.last, drops, state, interface: interfaceName, problem });
      await delay(clock, batchMs, abort.signal);
    }
  } finally {
    for (const run of unsubscribe) run();
  }
}
