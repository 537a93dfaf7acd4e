import { expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import { systemClock } from '../platform/clock.ts';
import { createTasks, type Tasks } from './tasks.ts';

async function watched(tasks: Tasks, id: string): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  await tasks.watch(id, async (event) => void events.push(event), new AbortController().signal);
  return events;
}

it('tells a late watcher everything from the beginning, and ends with the task', async () => {
  const tasks = createTasks(systemClock);
  const id = tasks.start('deploy', 'lab', async (voice) => {
    voice.step({ node: 'a', step: 'connect', state: 'running' });
    voice.log('a', 'connected');
  });
  const first = await watched(tasks, id);
  expect(first.map((event) => event.type)).toEqual(['step', 'log', 'done']);
  expect(await watched(tasks, id)).toEqual(first);
  expect(tasks.list()[0]?.running).toBe(false);
});

it('ends a failed task with its Problem', async () => {
  const tasks = createTasks(systemClock);
  const id = tasks.start('deploy', 'lab', () => Promise.reject(fail('host.disk-full', {})));
  expect((await watched(tasks, id)).at(-1)).toMatchObject({
    type: 'failed',
    problem: { code: 'host.disk-full' },
  });
});

it('cancels by signal and waits on close until the work has put its things back', async () => {
  const tasks = createTasks(systemClock);
  let isBack = false;
  tasks.start('drill', 'lab', async ({ signal }) => {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.resolve();
    isBack = true;
  });
  await Promise.resolve();
  await tasks.close();
  expect(isBack).toBe(true);
});
