import { expect, test, vi } from 'vitest';
import { fakeEngine } from '../testing/fake-engine.ts';
import { happy } from '../testing/scenario.ts';
import { createEngine } from '../transport/engine.ts';
import { createLabs } from './labs.ts';

test('what another window does with the labs is seen in this one', async () => {
  const openPort = fakeEngine({ ...happy });
  const [here, there] = [createEngine({ openPort }), createEngine({ openPort })];
  const { store } = createLabs(here);
  await vi.waitFor(() => expect(store.getState().labs).toHaveLength(1));
  const [summary] = store.getState().labs ?? [];
  if (!summary) throw new Error('there is a lab');
  await there.call('labs.save', { lab: { ...summary.lab, name: 'another' } });
  await vi.waitFor(() =>
    expect(store.getState().labs?.map(({ lab }) => lab.name)).toEqual([summary.lab.name, 'another']),
  );
  here.close();
  there.close();
});
