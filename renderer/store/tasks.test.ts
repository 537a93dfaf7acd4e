import { expect, test } from 'vitest';
import { makeProblem } from '../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import { emptyTask, failedFirst, reduceTask } from './tasks.ts';

const step = (
  node: string | null,
  name: string,
  state: 'running' | 'done' | 'failed',
  bytes?: number,
): TaskEvent => ({ type: 'step', node, step: name, state, ...(bytes === undefined ? {} : { bytes }) });
const play = (...events: TaskEvent[]) => events.reduce(reduceTask, emptyTask);

test('a step is one row per node, whatever it says', () => {
  const view = play(
    step('node-a', 'upload', 'running', 0),
    step('node-b', 'upload', 'running', 0),
    step('node-a', 'upload', 'running', 512),
    step('node-a', 'upload', 'done'),
  );
  expect(view.steps.map(({ node, state }) => `${node} ${state}`)).toEqual(['node-a done', 'node-b running']);
});

test('what failed comes first', () => {
  const view = play(step('node-a', 'connect', 'done'), step('node-a', 'start', 'failed'));
  expect(failedFirst(view.steps).map(({ step: name }) => name)).toEqual(['start', 'connect']);
});

test('a task ends once, with its problem', () => {
  const problem = makeProblem('deploy.locked', { host: 'node-a' });
  const view = play({ type: 'failed', ok: false, elapsedMs: 12, problem });
  expect(view.end).toEqual({ ok: false, elapsedMs: 12, problem });
});

test('a long log keeps its end', () => {
  const line = (at: number): TaskEvent => ({ type: 'log', atMs: at, node: null, line: String(at) });
  const view = play(...Array.from({ length: 2500 }, (_, at) => line(at)));
  expect(view.log).toHaveLength(2000);
  expect(view.log.at(-1)?.line).toBe('2499');
});
