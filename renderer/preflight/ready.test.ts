import { expect, test } from 'vitest';
import { createWizard, draftNode } from '../store/wizard.ts';
import { readyKey } from '../wizard/steps.ts';

test('a pre-flight’s answer is good for the very lab that it looked at', () => {
  const { store, patchNode } = createWizard();
  store.setState({ nodes: [draftNode('10.0.0.1', null, []), draftNode('10.0.0.2', null, ['node-a'])] });
  const key = readyKey(store.getState());
  store.setState({ found: [], step: 'preflight' });
  expect(readyKey(store.getState())).toBe(key);
  patchNode(1, { interface: 'eth1' });
  expect(readyKey(store.getState())).not.toBe(key);
});
