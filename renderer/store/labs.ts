import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LabSummary, PracticeStatus, SystemInfo } from '../../protocol/contract/labs.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { Engine } from '../transport/engine.ts';
import { keepWatching } from './keep-watching.ts';

export interface Labs {
  labs: LabSummary[] | null;
  problem: Problem | null;
  info: SystemInfo | null;
  practice: PracticeStatus | null;
  /** The practice lab's work that runs or ran last: its end stays readable. */
  practiceTaskId: string | null;
}

export interface LabsStore {
  store: StoreApi<Labs>;
  refresh(): Promise<void>;
  /** Rejects with a ProblemError. */
  runPractice(method: 'practice.up' | 'practice.down'): Promise<void>;
}

const isSameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The labs that the engine knows, as it tells them, whoever changed them; read again where this window did. */
export function createLabs(engine: Engine): LabsStore {
  const store = createStore<Labs>(() => ({
    labs: null,
    problem: null,
    info: null,
    practice: null,
    practiceTaskId: null,
  }));

  const refresh = async () => {
    try {
      const [labs, info] = await Promise.all([engine.call('labs.list', {}), engine.call('system.info', {})]);
      store.setState({ labs, info, problem: null });
    } catch (error) {
      store.setState({ problem: toProblem(error) });
    }
  };

  engine.link.subscribe((now, before) => {
    if (now.phase === 'open' && before.phase !== 'open') void refresh();
  });
  if (engine.link.getState().phase === 'open') void refresh();
  keepWatching(
    engine,
    'labs.watch',
    {},
    {
      onItem: (labs) => {
        // Told every 2 s, mostly the same.
        if (!isSameJson(labs, store.getState().labs)) store.setState({ labs });
      },
    },
  );
  keepWatching(
    engine,
    'practice.watch',
    {},
    {
      onItem: (practice) => {
        const before = store.getState().practice;
        store.setState(
          practice.taskId === null ? { practice } : { practice, practiceTaskId: practice.taskId },
        );
        if (before && (before.state !== practice.state || before.taskId !== practice.taskId)) void refresh();
      },
    },
  );
  const runPractice = async (method: 'practice.up' | 'practice.down') => {
    const { taskId } = await engine.call(method, {});
    store.setState({ practiceTaskId: taskId });
  };
  return { store, refresh, runPractice };
}
