import { expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { type Draft, draftSchema } from '../../protocol/contract/draft.ts';
import type { Engine, Link } from '../transport/engine.ts';
import { needOf } from '../wizard/steps.ts';
import { freshForm } from '../wizard/vip-form.ts';
import { createWizard, draftNode } from './wizard.ts';
import { contentOf, keepDraft } from './wizard-draft.ts';

const nodes = [draftNode('10.77.0.11', null, []), draftNode('10.77.0.12', null, ['node-a'])];

/** An engine that holds a draft, and whose link can be cut. */
function keeper(held: Draft | null = null) {
  const link = createStore<Link>(() => ({ phase: 'open', problem: null, attempt: 0 }));
  const state = { held };
  const call = async (method: string, params: { draft?: Draft | null }) => {
    if (link.getState().phase !== 'open') throw new Error('no link');
    if (method === 'draft.set') state.held = params.draft ?? null;
    return method === 'draft.get' ? { draft: state.held } : { kept: true };
  };
  return { state, link, engine: { link, call } as unknown as Engine };
}

async function begun(held: Draft | null = null) {
  const kept = keeper(held);
  const wizard = createWizard();
  keepDraft(kept.engine, wizard.store);
  return { ...kept, wizard };
}

test('what is typed is kept, and a wizard that begins again goes on with it before anything that was proven', async () => {
  const before = await begun();
  const proven = { hostKey: 'SHA256:x', checked: { distribution: 'd', kernel: 'k', architecture: 'a' } };
  const typed = nodes.map((node) => ({ ...node, ...proven, user: 'ops' }));
  before.wizard.store.setState({ nodes: typed, step: 'review', labName: 'mine' });
  before.wizard.store.setState({ vip: freshForm({ cidr: '10.77.0.0/24', nodes, found: [] }) });
  await vi.waitFor(() => expect(before.state.held?.vip).not.toBeNull());

  const after = await begun(before.state.held);
  await vi.waitFor(() => expect(after.wizard.store.getState().resumed).toBe(true));
  const state = after.wizard.store.getState();
  expect(state).toMatchObject({ step: 'trust', labName: 'mine', vip: before.wizard.store.getState().vip });
  expect(state.nodes.map(({ user, hostKey, checked }) => [user, hostKey, checked])).toEqual([
    ['ops', null, null],
    ['ops', null, null],
  ]);
});

test('starting over drops it, and so does a deploy of just this', async () => {
  const { wizard, state } = await begun();
  const held = (wanted: boolean) => vi.waitFor(() => expect(state.held !== null).toBe(wanted));
  wizard.store.setState({ nodes });
  await held(true);
  wizard.reset();
  await held(false);
  wizard.store.setState({ nodes });
  await held(true);
  wizard.store.setState((now) => ({ finished: contentOf(now) }));
  await held(false);
  wizard.store.setState({ labName: 'another' });
  await held(true);
});

test('what was typed while the link was gone is kept when it is back', async () => {
  const { wizard, state, link } = await begun();
  wizard.store.setState({ nodes });
  await vi.waitFor(() => expect(state.held).not.toBeNull());
  link.setState({ phase: 'lost' });
  wizard.store.setState({ labName: 'typed-offline' });
  link.setState({ phase: 'open' });
  await vi.waitFor(() => expect(state.held?.labName).toBe('typed-offline'));
});

test('a field of any length keeps nothing else from being kept', async () => {
  const { wizard, state } = await begun();
  wizard.store.setState({ nodes, cidr: 'x'.repeat(100_000) });
  await vi.waitFor(() => expect(draftSchema.safeParse(state.held).success).toBe(true));
  expect(state.held?.nodes).toHaveLength(2);
});

test('a wizard that somebody is at already is not overwritten by what was kept', async () => {
  const other: Draft = { step: 'scan', labName: 'older', interface: '', cidr: '', nodes: [], vip: null };
  const { engine, state } = keeper(other);
  const wizard = createWizard();
  wizard.store.setState({ nodes });
  keepDraft(engine, wizard.store);
  await vi.waitFor(() => expect(state.held?.labName).toBe('my-pair'));
  expect(wizard.store.getState().resumed).toBe(false);
});

test('a new lab gets a name that no deployed one has, and cannot take the place of another pair', () => {
  const wizard = createWizard();
  const hosts = nodes.map(({ host }) => host);
  wizard.setDeployed([{ name: 'my-pair', hosts: ['10.0.0.1', '10.0.0.2'] }]);
  expect(wizard.store.getState().labName).toBe('my-pair-2');
  wizard.store.setState({ nodes, labName: 'my-pair' });
  expect(needOf('scan', wizard.store.getState())).toBe('names');
  wizard.setDeployed([{ name: 'my-pair', hosts }]);
  expect(needOf('scan', wizard.store.getState())).toBeNull();
  expect(wizard.store.getState().labName).toBe('my-pair');
});
