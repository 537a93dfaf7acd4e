import { createStore } from 'zustand/vanilla';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import type { Engine } from '../transport/engine.ts';

export type TaskStep = Extract<TaskEvent, { type: 'step' }>;
export type TaskLine = Extract<TaskEvent, { type: 'log' }>;

export interface TaskView {
  /** In the order of their first appearance; one entry per node and step. */
  steps: TaskStep[];
  log: TaskLine[];
  end: { ok: true; elapsedMs: number } | { ok: false; elapsedMs: number; problem: Problem } | null;
}

export const emptyTask: TaskView = { steps: [], log: [], end: null };
const longestLog = 2000;

export function reduceTask(view: TaskView, event: TaskEvent): TaskView {
  switch (event.type) {
    case 'step': {
      const index = view.steps.findIndex((step) => step.node === event.node && step.step === event.step);
      const steps = index < 0 ? [...view.steps, event] : view.steps.with(index, event);
      return { ...view, steps };
    }
    case 'log':
      return { ...view, log: [...view.log.slice(-longestLog + 1), event] };
    case 'done':
      return { ...view, end: { ok: true, elapsedMs: event.elapsedMs } };
    case 'failed':
      return { ...view, end: { ok: false, elapsedMs: event.elapsedMs, problem: event.problem } };
  }
}

/** The failed step first, as it is what a person needs; otherwise the order of appearance. */
export function failedFirst(steps: readonly TaskStep[]): TaskStep[] {
  return [...steps].sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
}

export function createTasks(engine: Engine) {
  const store = createStore<Record<string, TaskView>>(() => ({}));
  const watched = new Set<string>();

  /** Watching is idempotent; a task is watched to its end even when no screen shows it. */
  const watch = (taskId: string) => {
    if (watched.has(taskId)) return;
    watched.add(taskId);
    const update = (change: (view: TaskView) => TaskView) =>
      store.setState((all) => ({ ...all, [taskId]: change(all[taskId] ?? emptyTask) }));
    engine.watch(
      'tasks.watch',
      { taskId },
      {
        onOpen: () => update(() => emptyTask),
        onItem: (event) => update((view) => reduceTask(view, event)),
        onEnd: (problem) => {
          if (problem) update((view) => ({ ...view, end: view.end ?? { ok: false, elapsedMs: 0, problem } }));
        },
      },
    );
  };
  return { store, watch };
}
