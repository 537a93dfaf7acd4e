import { expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { type Draft, draftSchema } from '../../protocol/contract/draft.ts';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import { labOf } from '../testing/fixtures.ts';
import type { Engine, Link } from '../transport/engine.ts';
import { makeLab } from '../wizard/make-lab.ts';
import { canOpen, needOf, readyKey } from '../wizard/steps.ts';
import { freshForm } from '../wizard/vip-form.ts';
import { createSettledLabs } from './settled-labs.ts';
import { createWizard, draftNode, isLocked, type WizardState } from './wizard.ts';
import { isUnfinished, keepDraft } from './wizard-draft.ts';

const nodes = [draftNode('10.77.0.11', null, []), draftNode('10.77.0.12', null, ['node-a'])];

/** An engine that holds a draft, and whose link can be cut. */
function keeper(held: Draft | null = null) {
  const link = createStore<Link>(() => ({ phase: 'open', problem: null, attempt: 0 }));
  const state = { held };
  const call = async (method: string, { draft, over }: { draft?: Draft | null; over?: string }) => {
    if (link.getState().phase !== 'open') throw new Error('no link');
    const revision = () => JSON.stringify(state.held);
    if (method === 'draft.get') return { draft: state.held, revision: revision() };
    const kept = over === undefined || over === revision();
    if (kept) state.held = draft ?? null;
    return { kept, revision: revision() };
  };
  return { state, link, engine: { link, call } as unknown as Engine };
}

async function begun(held: Draft | null = null, isReload = false) {
  const kept = keeper(held);
  const wizard = createWizard();
  const draft = keepDraft(kept.engine, wizard, isReload);
  return { ...kept, wizard, draft };
}

const typedIn = (vip: string): Partial<WizardState> => {
  const form = freshForm({ cidr: '10.77.0.0/24', nodes, found: [] });
  return { nodes, vip: { ...form, routers: [{ ...form.routers[0], vip }, form.routers[1]] } };
};

/** A pair as a wizard deploys it. */
function pairOf(name: string): Lab {
  const wizard = createWizard();
  wizard.store.setState({ ...typedIn('10.77.0.100/24'), labName: name });
  return labSchema.parse(makeLab(wizard.store.getState()));
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

test('starting over drops it', async () => {
  const { wizard, state } = await begun();
  const held = (wanted: boolean) => vi.waitFor(() => expect(state.held !== null).toBe(wanted));
  wizard.store.setState({ nodes });
  await held(true);
  wizard.reset();
  await held(false);
});

test('what is deployed just so is nothing to go on with; what is changed after that is', async () => {
  const { wizard, state } = await begun();
  wizard.store.setState({ ...typedIn('10.77.0.100/24'), step: 'review' });
  wizard.store.setState((typed) => ({ ready: readyKey(typed) }));
  expect(isUnfinished(wizard.store.getState())).toBe(true);
  wizard.setDeployed([pairOf('my-pair')]);
  expect(isUnfinished(wizard.store.getState())).toBe(false);
  // It was checked, and is what is deployed now.
  expect(wizard.store.getState().ready).toBe(readyKey(wizard.store.getState()));
  await vi.waitFor(() => expect(state.held?.edits?.name).toBe('my-pair'));
  const next = await begun(state.held);
  await vi.waitFor(() => expect(next.wizard.store.getState().isKeptKnown).toBe(true));
  expect(next.wizard.store.getState().nodes).toEqual([]);

  wizard.store.setState(typedIn('10.77.0.123/24'));
  expect(isUnfinished(wizard.store.getState())).toBe(true);
  await vi.waitFor(() => expect(JSON.stringify(state.held?.vip)).toContain('10.77.0.123'));
  const later = await begun(state.held);
  await vi.waitFor(() => expect(later.wizard.store.getState().resumed).toBe(true));
  expect(isLocked(later.wizard.store.getState())).toBe(true);
});

test('a page that is loaded again goes on at its own step, once keys and access are proven anew', async () => {
  const before = await begun();
  before.wizard.store.setState({ ...typedIn('10.77.0.100/24'), step: 'review' });
  await vi.waitFor(() => expect(before.state.held?.step).toBe('review'));
  const after = await begun(before.state.held, true);
  await vi.waitFor(() => expect(after.wizard.store.getState().goesOnAt).toBe('review'));
  expect(after.wizard.store.getState()).toMatchObject({ step: 'trust', resumed: false });
  expect(after.state.held?.step).toBe('review');
});

test('a deployed lab is changed with all that it has; its name, its hosts and the lab itself stay', async () => {
  const { wizard, state } = await begun();
  const lab = pairOf('pair');
  wizard.setDeployed([lab]);
  wizard.edit(lab);
  expect(wizard.store.getState()).toMatchObject({ labName: 'pair', goesOnAt: 'vip', edits: lab });
  expect(isUnfinished(wizard.store.getState())).toBe(false);
  expect(canOpen('scan', wizard.store.getState())).toBe(false);
  await vi.waitFor(() => expect(state.held).toMatchObject({ step: 'vip', edits: { name: 'pair' } }));

  wizard.setDeployed([]);
  expect(canOpen('scan', wizard.store.getState())).toBe(true);
});

test('a lab that somebody else deployed meanwhile is what is changed from then on; what was typed here stays', async () => {
  const before = pairOf('pair');
  const [router] = before.virtualRouters;
  if (!router) throw new Error('no router');
  const now: Lab = {
    ...before,
    advertIntervalMs: 500,
    virtualRouters: [{ ...router, vips: ['10.77.0.130/24'] }],
  };
  const untouched = createWizard();
  untouched.setDeployed([before]);
  untouched.edit(before);
  untouched.setDeployed([now]);
  expect(isUnfinished(untouched.store.getState())).toBe(false);
  expect(untouched.store.getState().vip?.routers[0].vip).toBe('10.77.0.130/24');

  const typing = createWizard();
  typing.setDeployed([before]);
  typing.edit(before);
  typing.store.setState(({ vip }) => ({ vip: vip && { ...vip, interval: '200' } }));
  typing.setDeployed([now]);
  expect(typing.store.getState().vip).toMatchObject({
    interval: '200',
    routers: [{ vip: '10.77.0.130/24' }, {}],
  });
  expect(isUnfinished(typing.store.getState())).toBe(true);
});

/** A deployed lab, and the record while a deploy tries another interval. */
function triedChange() {
  const before = { ...labOf('pair', ['a', 'b']), lab: pairOf('pair'), deployedMs: 1000 };
  const tried = { ...before, lab: { ...before.lab, advertIntervalMs: 200 }, deployBegunMs: 1500 };
  const settled = createSettledLabs();
  const wizard = createWizard();
  const tell = (told: LabSummary) => {
    const { deployed, tried: names } = settled([told]);
    wizard.setDeployed(deployed, names);
  };
  const interval = () => wizard.store.getState().vip?.interval;
  return { before, tried, wizard, tell, interval };
}

test('a deploy that tries a change, and takes it back, leaves what was typed', async () => {
  const { before, tried, wizard, tell, interval } = triedChange();
  tell(before);
  wizard.edit(before.lab);
  wizard.store.setState(({ vip }) => ({ vip: vip && { ...vip, interval: '200' } }));
  for (const told of [tried, { ...tried, lastDrill: null }, before]) tell(told);
  expect(interval()).toBe('200');
  expect(isUnfinished(wizard.store.getState())).toBe(true);
  for (const told of [tried, { ...tried, deployBegunMs: null, deployedMs: 2000 }]) tell(told);
  expect(isUnfinished(wizard.store.getState())).toBe(false);
});

test('a page that is loaded in the middle of a deploy takes what is tried for deployed only when it is', async () => {
  for (const [end, isChange] of [
    ['taken back', true],
    ['not even rolled back', true],
    ['done', false],
  ] as const) {
    const { before, tried, wizard, tell, interval } = triedChange();
    tell(tried);
    // What was kept of this page: the change that is being deployed.
    wizard.edit(before.lab);
    wizard.store.setState(({ vip }) => ({ vip: vip && { ...vip, interval: '200' } }));
    const [first, second] = tried.lab.nodes;
    const repinned = { ...tried.lab, nodes: [{ ...first, hostKey: 'SHA256:new' }, second] } as Lab;
    tell({ ...tried, lab: repinned, lastDrill: null });
    expect(interval(), end).toBe('200');
    expect(isUnfinished(wizard.store.getState()), end).toBe(true);
    if (end === 'done') tell({ ...tried, deployBegunMs: null, deployedMs: 2000 });
    else tell({ ...before, deployBegunMs: end === 'taken back' ? null : tried.deployBegunMs });
    expect(interval(), end).toBe('200');
    expect(isUnfinished(wizard.store.getState()), end).toBe(isChange);
    expect(wizard.store.getState().edits?.advertIntervalMs, end).toBe(isChange ? 1000 : 200);
  }
});

test('of a lab whose deploy was begun before this page, what is opened follows what came of it', async () => {
  const { before, tried, wizard, tell, interval } = triedChange();
  tell(tried);
  wizard.edit(tried.lab);
  expect(interval()).toBe('200');
  tell(before);
  expect(interval()).toBe('1000');
  expect(isUnfinished(wizard.store.getState())).toBe(false);
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
  const place = { step: 'scan', interface: '', cidr: '' } as const;
  const other: Draft = { ...place, labName: 'older', nodes: [], vip: null, edits: null };
  const { engine, state } = keeper(other);
  const wizard = createWizard();
  wizard.store.setState({ nodes });
  keepDraft(engine, wizard);
  await vi.waitFor(() => expect(state.held?.labName).toBe('my-pair'));
  expect(wizard.store.getState().resumed).toBe(false);
});

/** Two windows of one engine; what the first had typed stands in the second as well. */
async function twoWindows() {
  const first = await begun();
  first.wizard.store.setState(typedIn('10.77.0.100/24'));
  await vi.waitFor(() => expect(first.state.held).not.toBeNull());
  const second = createWizard();
  const draft = keepDraft(first.engine, second, true);
  await vi.waitFor(() => expect(second.store.getState().isKeptKnown).toBe(true));
  const type = (wizard: typeof second, vip: string) => wizard.store.setState(typedIn(vip));
  const heldVip = () => first.state.held?.vip?.routers[0].vip;
  type(first.wizard, '10.77.0.111/24');
  await vi.waitFor(() => expect(heldVip()).toBe('10.77.0.111/24'));
  const isOvertaken = (wizard: typeof second) => wizard.store.getState().isOvertaken;
  return { first, second, draft, type, heldVip, isOvertaken };
}

test('what another window typed since is not overwritten unasked; whoever types later is told', async () => {
  const { first, second, draft, type, heldVip, isOvertaken } = await twoWindows();
  type(second, '10.77.0.122/24');
  await vi.waitFor(() => expect(isOvertaken(second)).toBe(true));
  expect(heldVip()).toBe('10.77.0.111/24');
  draft.keepOurs();
  await vi.waitFor(() => expect(heldVip()).toBe('10.77.0.122/24'));
  expect(isOvertaken(second)).toBe(false);
  type(second, '10.77.0.123/24');
  await vi.waitFor(() => expect(heldVip()).toBe('10.77.0.123/24'));
  type(first.wizard, '10.77.0.112/24');
  await vi.waitFor(() => expect(isOvertaken(first.wizard)).toBe(true));
  first.draft.takeTheirs();
  await vi.waitFor(() => expect(first.wizard.store.getState().vip?.routers[0].vip).toBe('10.77.0.123/24'));
  expect(isOvertaken(first.wizard)).toBe(false);
});

test('a window that is only opened is no reason to ask', async () => {
  const first = await begun();
  const type = (vip: string) => first.wizard.store.setState({ ...typedIn(vip), step: 'vip' });
  const held = () => first.state.held;
  type('10.77.0.111/24');
  await vi.waitFor(() => expect(held()?.step).toBe('vip'));
  const second = createWizard();
  keepDraft(first.engine, second);
  await vi.waitFor(() => expect(held()?.step).toBe('trust'));
  type('10.77.0.112/24');
  await vi.waitFor(() => expect(held()?.vip?.routers[0].vip).toBe('10.77.0.112/24'));
  expect(first.wizard.store.getState().isOvertaken).toBe(false);
});

test('what another window dropped or deployed is no reason to ask', async () => {
  const { first, second, type, heldVip, isOvertaken } = await twoWindows();
  first.wizard.reset();
  await vi.waitFor(() => expect(first.state.held).toBeNull());
  type(second, '10.77.0.122/24');
  await vi.waitFor(() => expect(heldVip()).toBe('10.77.0.122/24'));
  for (const wizard of [first.wizard, second]) wizard.setDeployed([pairOf('my-pair')]);
  type(second, '10.77.0.123/24');
  await vi.waitFor(() => expect(heldVip()).toBe('10.77.0.123/24'));
  expect(isOvertaken(second)).toBe(false);
});

test('a new lab gets a name that no deployed one has, and cannot take the place of another pair', () => {
  const wizard = createWizard();
  const pair = pairOf('my-pair');
  const [first, second] = pair.nodes;
  wizard.setDeployed([{ ...pair, nodes: [first, { ...second, host: '10.0.0.2' }] }]);
  expect(wizard.store.getState().labName).toBe('my-pair-2');
  wizard.store.setState({ nodes, labName: 'my-pair' });
  expect(needOf('scan', wizard.store.getState())).toBe('names');
  wizard.setDeployed([pair]);
  expect(needOf('scan', wizard.store.getState())).toBeNull();
  // The very same pair: whoever goes on changes it.
  wizard.store.setState({ step: 'trust' });
  expect(wizard.store.getState()).toMatchObject({ edits: pair, labName: 'my-pair' });
  expect(wizard.store.getState().vip?.routers[0].vip).toBe('10.77.0.100/24');
});
