import type { StreamItem } from '../../protocol/contract/contract.ts';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { Engine, WatchHandlers } from '../transport/engine.ts';
import { keepWatching } from './keep-watching.ts';

/** Streams of one lab. */
type LabStream = 'topology.watch' | 'drills.watch';

interface Follower<S extends LabStream> extends Pick<WatchHandlers<StreamItem<S>>, 'onOpen' | 'onItem'> {
  /** Before anything is known of the lab; what was known of the one before must go. */
  reset(lab: string | null): void;
  failed(problem: Problem): void;
}

/** Follows a stream for one lab at a time: calling it with another lab, or null, ends the one before. */
export function followLab<S extends LabStream>(
  engine: Engine,
  stream: S,
  { reset, failed, ...handlers }: Follower<S>,
): (lab: string | null) => void {
  let stop: () => void = () => undefined;
  return (lab) => {
    stop();
    stop = () => undefined;
    reset(lab);
    if (lab === null) return;
    const onEnd = (problem: Problem | null) => {
      if (problem) failed(problem);
    };
    stop = keepWatching<LabStream>(engine, stream, { lab }, { ...handlers, onEnd });
  };
}
