import type { StreamItem, StreamName, StreamParams } from '../../protocol/contract/contract.ts';
import type { Engine, WatchHandlers } from '../transport/engine.ts';

const againMs = 150;

/**
 * For streams that have no end of their own: the engine ends one without a problem when what it was opened on has
 * changed, and then it is simply opened again. A problem still ends it.
 */
export function keepWatching<S extends StreamName>(
  engine: Engine,
  stream: S,
  params: StreamParams<S>,
  handlers: WatchHandlers<StreamItem<S>>,
): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  const open = () => {
    stop = engine.watch(stream, params, {
      ...handlers,
      onEnd: (problem) => {
        if (stopped) return;
        if (problem) handlers.onEnd?.(problem);
        else timer = setTimeout(open, againMs);
      },
    });
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    stop();
  };
}
