import { createStore } from 'zustand/vanilla';
import type { StreamItem } from '../../protocol/contract/contract.ts';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { Engine } from '../transport/engine.ts';
import { FrameRing } from './frame-ring.ts';

export interface CaptureState {
  state: StreamItem<'capture.frames'>['state'];
  interface: string | null;
  problem: Problem | null;
  /** Frames of this capture so far, as the engine counts them. */
  total: number;
  drops: number;
  missed: number;
  /** Oldest frames that this window let go of. */
  forgotten: number;
  /** Grows with every batch: the frames themselves are read from the ring, never held in React's state. */
  version: number;
  /** Which capture these frames belong to; numbers start at 1 again in the next one. */
  epoch: number;
  /** Page clock minus frame clock in milliseconds, the smallest seen: the freshest mapping between the two. */
  clockOffsetMs: number;
}

const ringCapacity = 100_000;

export function createCapture(engine: Engine, now: () => number) {
  const ring = new FrameRing(ringCapacity);
  const store = createStore<CaptureState>(() => ({
    state: 'off',
    interface: null,
    problem: null,
    total: 0,
    drops: 0,
    missed: 0,
    forgotten: 0,
    version: 0,
    epoch: 0,
    clockOffsetMs: Number.POSITIVE_INFINITY,
  }));

  const startOver = () => {
    ring.clear();
    const { epoch } = store.getState();
    store.setState({ missed: 0, forgotten: 0, epoch: epoch + 1, clockOffsetMs: Number.POSITIVE_INFINITY });
  };

  const take = (item: StreamItem<'capture.frames'>) => {
    const lastNo = ring.last?.no ?? 0;
    const first = item.frames[0];
    if (lastNo > 0 && ((first && first.no <= lastNo) || item.total < lastNo)) startOver();
    const cut = ring.append(item.frames);
    const state = store.getState();
    const newest = item.frames.at(-1);
    const offset = newest ? now() - Number(newest.ts) * 1000 : Number.POSITIVE_INFINITY;
    store.setState({
      state: item.state,
      interface: item.interface,
      problem: item.problem,
      total: item.total,
      drops: item.drops,
      missed: state.missed + item.missed,
      forgotten: state.forgotten + cut,
      version: state.version + 1,
      clockOffsetMs: Math.min(state.clockOffsetMs, offset),
    });
  };

  engine.watch('capture.frames', () => ({ from: (ring.last?.no ?? 0) + 1 }), {
    onItem: take,
    onEnd: (problem) => store.setState({ state: 'failed', problem }),
  });
  return { store, ring, take };
}
