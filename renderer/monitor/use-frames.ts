import { useMemo, useRef } from 'react';
import { useFrom, useStores } from '../app/context.tsx';
import type { Filter } from './filter.ts';
import { FrameList } from './frame-list.ts';

/** The filtered list of frames, brought up to date with each batch. */
export function useFrames(filter: Filter) {
  const { capture } = useStores();
  const version = useFrom(
    (stores) => stores.capture.store,
    (state) => state.version,
  );
  const epoch = useFrom(
    (stores) => stores.capture.store,
    (state) => state.epoch,
  );
  const list = useRef(new FrameList()).current;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ring is the same object; its version says when it grew
  const removed = useMemo(
    () => list.update(capture.ring, epoch, filter),
    [capture, list, version, epoch, filter],
  );
  return { list, removed, firstTs: Number(capture.ring.at(0)?.ts ?? 0) };
}
