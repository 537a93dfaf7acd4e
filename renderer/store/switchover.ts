import { createStore } from 'zustand/vanilla';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { SwitchoverResult } from '../../protocol/contract/switchover.ts';
import type { Engine } from '../transport/engine.ts';

export interface SwitchoverRun {
  to: string;
  running: boolean;
  result: SwitchoverResult | null;
  problem: Problem | null;
}

export interface SwitchoverState {
  /** The last one of each virtual router, by `runKey`. */
  runs: Record<string, SwitchoverRun>;
}

export const runKey = (lab: string, vrid: number) => `${lab}/${vrid}`;

/** Planned switchovers: what was asked for and what came of it. Who leads is the topology's to say. */
export function createSwitchover(engine: Engine) {
  const store = createStore<SwitchoverState>(() => ({ runs: {} }));
  const keep = (key: string, run: SwitchoverRun) =>
    store.setState(({ runs }) => ({ runs: { ...runs, [key]: run } }));

  const run = async (lab: string, vrid: number, to: string) => {
    const key = runKey(lab, vrid);
    if (store.getState().runs[key]?.running) return;
    keep(key, { to, running: true, result: null, problem: null });
    try {
      const result = await engine.call('switchover.run', { lab, vrid, to });
      keep(key, { to, running: false, result, problem: null });
    } catch (error) {
      keep(key, { to, running: false, result: null, problem: toProblem(error) });
    }
  };

  const dismiss = (lab: string, vrid: number) =>
    store.setState(({ runs }) => {
      const { [runKey(lab, vrid)]: _gone, ...rest } = runs;
      return { runs: rest };
    });

  return { store, run, dismiss };
}
