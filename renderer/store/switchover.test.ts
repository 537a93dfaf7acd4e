import { expect, test, vi } from 'vitest';
import { fakeEngine } from '../testing/fake-engine.ts';
import { happy, type Scenario } from '../testing/scenario.ts';
import { createEngine } from '../transport/engine.ts';
import { createSwitchover, runKey } from './switchover.ts';

function started(switchover: Scenario['switchover']) {
  const engine = createEngine({ openPort: fakeEngine({ ...happy, switchover }) });
  const store = createSwitchover(engine);
  const state = () => store.store.getState().runs[runKey('practice', 51)];
  return { ...store, engine, state };
}

test('a switchover says where to while it runs, and then what happened', async () => {
  const { run, state, engine } = started('works');
  const done = run('practice', 51, 'node-b');
  expect(state()).toMatchObject({ to: 'node-b', running: true, result: null });
  await done;
  expect(state()).toMatchObject({ running: false, problem: null, result: { from: 'node-a', movedMs: 2.4 } });
  engine.close();
});

test('a refused one keeps its problem until it is dismissed', async () => {
  const { run, state, dismiss, engine } = started('fails');
  await run('practice', 51, 'node-b');
  expect(state()).toMatchObject({ running: false, result: null, problem: { code: 'switchover.in-fault' } });
  dismiss('practice', 51);
  expect(state()).toBeUndefined();
  engine.close();
});

test('while one runs, another is not asked for', async () => {
  const { run, state, engine } = started('slow');
  const call = vi.spyOn(engine, 'call');
  void run('practice', 51, 'node-b');
  await run('practice', 51, 'node-a');
  expect(call).toHaveBeenCalledTimes(1);
  expect(state()).toMatchObject({ to: 'node-b', running: true });
  engine.close();
});
