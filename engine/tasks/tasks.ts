import { randomUUID } from 'node:crypto';
import { fail, toProblem } from '../../protocol/contract/problem.ts';
import type { TaskEvent, TaskSummary } from '../../protocol/contract/tasks.ts';
import type { Clock } from '../platform/clock.ts';

export type TaskKind = TaskSummary['kind'];
type StepEvent = Omit<Extract<TaskEvent, { type: 'step' }>, 'type'>;

/** What a task's work is handed to speak through. */
export interface TaskVoice {
  readonly id: string;
  readonly signal: AbortSignal;
  step(event: StepEvent): void;
  log(node: string | null, line: string): void;
}

export interface Tasks {
  /** Starts the work and returns the task's id at once. */
  start(kind: TaskKind, lab: string | null, work: (voice: TaskVoice) => Promise<void>): string;
  list(): TaskSummary[];
  cancel(id: string): boolean;
  /** Calls back with everything said so far and from now on; resolves when the task is over or `signal` aborts. */
  watch(id: string, onEvent: (event: TaskEvent) => Promise<void>, signal: AbortSignalLike): Promise<void>;
  /** Aborts all and waits until each has put its things back. */
  close(): Promise<void>;
}

interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

interface Task {
  summary: TaskSummary;
  events: TaskEvent[];
  listeners: Set<(event: TaskEvent) => void>;
  abort: AbortController;
  over: Promise<void>;
}

/** A finished task's words are kept for so many tasks. */
const keptTasks = 32;
/** A task that says more loses its oldest log lines; steps are few. */
const keptEvents = 5000;

export function createTasks(clock: Clock): Tasks {
  const tasks = new Map<string, Task>();

  const say = (task: Task, event: TaskEvent) => {
    task.events.push(event);
    if (task.events.length > keptEvents) {
      const oldest = task.events.findIndex((kept) => kept.type === 'log');
      if (oldest >= 0) task.events.splice(oldest, 1);
    }
    for (const listener of task.listeners) listener(event);
  };

  const forgetOld = () => {
    for (const [id, task] of tasks) {
      if (tasks.size <= keptTasks) return;
      if (!task.summary.running) tasks.delete(id);
    }
  };

  return {
    start: (kind, lab, work) => {
      const summary: TaskSummary = { id: randomUUID(), kind, lab, startedMs: clock.now(), running: true };
      const task: Task = {
        summary,
        events: [],
        listeners: new Set(),
        abort: new AbortController(),
        over: Promise.resolve(),
      };
      tasks.set(summary.id, task);
      forgetOld();
      const elapsed = () => clock.now() - summary.startedMs;
      const end = (event: TaskEvent) => {
        summary.running = false;
        say(task, event);
      };
      const voice: TaskVoice = {
        id: summary.id,
        signal: task.abort.signal,
        step: (event) => say(task, { type: 'step', ...event }),
        log: (node, line) => say(task, { type: 'log', atMs: clock.now(), node, line }),
      };
      task.over = Promise.resolve()
        .then(() => work(voice))
        .then(
          () => end({ type: 'done', ok: true, elapsedMs: elapsed() }),
          (error) => end({ type: 'failed', ok: false, elapsedMs: elapsed(), problem: toProblem(error) }),
        );
      return summary.id;
    },
    list: () => [...tasks.values()].map((task) => ({ ...task.summary })),
    cancel: (id) => {
      const task = tasks.get(id);
      if (!task?.summary.running) return false;
      task.abort.abort();
      return true;
    },
    watch: async (id, onEvent, signal) => {
      const task = tasks.get(id);
      if (!task) throw fail('request.invalid', { detail: `there is no task ${id}` });
      const queue = task.events.slice();
      let wakeUp: (() => void) | null = null;
      const listener = (event: TaskEvent) => {
        queue.push(event);
        wakeUp?.();
      };
      task.listeners.add(listener);
      signal.addEventListener('abort', () => wakeUp?.());
      try {
        for (;;) {
          for (let event = queue.shift(); event; event = queue.shift()) {
            if (signal.aborted) return;
            await onEvent(event);
            if (event.type === 'done' || event.type === 'failed') return;
          }
          if (signal.aborted) return;
          await new Promise<void>((resolve) => {
            wakeUp = resolve;
            if (queue.length > 0 || signal.aborted) resolve();
          });
        }
      } finally {
        task.listeners.delete(listener);
      }
    },
    close: async () => {
      for (const task of tasks.values()) if (task.summary.running) task.abort.abort();
      await Promise.all([...tasks.values()].map((task) => task.over));
    },
  };
}
