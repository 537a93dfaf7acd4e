import { createStore } from 'zustand/vanilla';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { Topology } from '../../protocol/contract/topology.ts';
import type { Engine } from '../transport/engine.ts';
import { followLab } from './follow-lab.ts';

export interface TopologyState {
  lab: string | null;
  topology: Topology | null;
  /** The page's monotonic clock when the topology arrived: ages go on ticking from there. */
  receivedAt: number;
  problem: Problem | null;
}

const nothing: TopologyState = { lab: null, topology: null, receivedAt: 0, problem: null };

/** Follows the topology of one lab at a time. */
export function createTopology(engine: Engine, now: () => number) {
  const store = createStore<TopologyState>(() => nothing);
  const follow = followLab(engine, 'topology.watch', {
    reset: (lab) => store.setState({ ...nothing, lab }),
    onItem: (topology) => store.setState({ topology, receivedAt: now(), problem: null }),
    failed: (problem) => store.setState({ problem }),
  });
  return { store, follow };
}
