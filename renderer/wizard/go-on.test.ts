import { expect, test } from 'vitest';
import type { Lab } from '../../protocol/lab/schema.ts';
import { createWizard, type WizardStep } from '../store/wizard.ts';
import { labOf, nodeNames } from '../testing/fixtures.ts';
import type { Engine } from '../transport/engine.ts';
import { goOn } from './go-on.ts';

const { lab } = labOf('pair', nodeNames);

interface Answers {
  trust?: 'trusted' | 'new' | 'changed' | 'none';
  /** The engine holds what it needs to get in. */
  letIn?: boolean;
  deploys?: boolean;
}

/** An engine that answers so, and notes what it was asked about the lab. */
function engineOf({ trust = 'trusted', letIn = true, deploys = false }: Answers) {
  const asked: { method: string; draft?: Lab }[] = [];
  const call = async (method: string, params: { draft?: Lab }) => {
    asked.push({ method, ...params });
    if (method === 'tasks.list')
      return deploys ? [{ id: 't1', kind: 'deploy', lab: 'pair', running: true }] : [];
    if (method === 'trust.keys') {
      if (trust === 'none') throw new Error('nobody answers');
      return [{ type: 'ssh-ed25519', fingerprint: `SHA256:${'a'.repeat(43)}`, trust }];
    }
    if (!letIn) throw new Error('no password');
    return { distribution: 'd', kernel: 'k', architecture: 'a', interfaces: ['lo', 'eth0', 'eth1'] };
  };
  return { asked, engine: { call } as unknown as Engine };
}

async function wentOn(wanted: WizardStep, answers: Answers) {
  const wizard = createWizard();
  wizard.setDeployed([lab]);
  wizard.edit(lab);
  wizard.store.setState({ goesOnAt: wanted });
  const { engine, asked } = engineOf(answers);
  await goOn({ engine, wizard }, new AbortController().signal);
  return { state: wizard.store.getState(), asked };
}

test.each<[WizardStep, Answers, WizardStep]>([
  ['vip', {}, 'vip'],
  ['preflight', {}, 'preflight'],
  ['review', {}, 'review'],
  ['access', { letIn: false }, 'access'],
  ['vip', { letIn: false }, 'access'],
  ['review', { trust: 'changed' }, 'trust'],
  ['vip', { trust: 'new' }, 'trust'],
  ['vip', { trust: 'none' }, 'trust'],
])('to %s with %o leads to %s', async (wanted, answers, step) => {
  const { state } = await wentOn(wanted, answers);
  expect(state).toMatchObject({ step, goesOnAt: null, resumed: false });
});

test('nothing is sent to a host whose key is not trusted', async () => {
  const { asked } = await wentOn('review', { trust: 'changed' });
  expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['trust.keys']));
});

test('access to a deployed lab is proven with what stands in the wizard, and the record is left alone', async () => {
  const { asked, state } = await wentOn('vip', {});
  const proofs = asked.filter(({ method }) => method === 'access.check');
  expect(proofs.map(({ draft }) => draft?.virtualRouters[0]?.vrid)).toEqual([51, 51]);
  expect(asked.some(({ method }) => method === 'labs.save')).toBe(false);
  expect(state.nodes.map(({ interfaces }) => interfaces)).toEqual([
    ['eth0', 'eth1'],
    ['eth0', 'eth1'],
  ]);
});

test('a deploy that still runs is found again', async () => {
  expect((await wentOn('review', { deploys: true })).state.taskId).toBe('t1');
});

test('a step that was chosen meanwhile stays', async () => {
  const wizard = createWizard();
  wizard.edit(lab);
  const abort = new AbortController();
  const going = goOn({ engine: engineOf({}).engine, wizard }, abort.signal);
  wizard.store.setState({ step: 'trust', goesOnAt: null });
  abort.abort();
  await going;
  expect(wizard.store.getState().step).toBe('trust');
});
