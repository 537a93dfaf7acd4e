import { type Draft, draftTextLength } from '../../protocol/contract/draft.ts';
import type { Engine } from '../transport/engine.ts';
import { hasBegun, type WizardState, type WizardStore } from './wizard.ts';

/** What is worth keeping of the wizard; null where nothing was typed, or where it is deployed just so. */
export function draftOf(state: WizardState): Draft | null {
  const { step, labName, interface: device, cidr, vip } = state;
  const nodes = state.nodes.map(({ interfaces: _seen, hostKey: _key, checked: _proof, ...typed }) => typed);
  if (!hasBegun(state) || state.finished === contentOf(state)) return null;
  return { step, labName, interface: device, cidr, nodes, vip };
}

/** What a deploy made of the wizard: everything that was typed, wherever one stands in it. */
export function contentOf({ labName, nodes, vip }: Pick<WizardState, 'labName' | 'nodes' | 'vip'>): string {
  return JSON.stringify([labName, nodes.map(({ name, host }) => [name, host]), vip]);
}

/** A kept draft as a wizard: keys are read and access is checked anew, so it goes on before both. */
export function resumed({ step, nodes, ...typed }: Draft): Partial<WizardState> {
  const goesOn = step !== 'scan' && nodes.length === 2;
  return {
    ...typed,
    nodes: nodes.map((node) => ({ ...node, interfaces: [], hostKey: null, checked: null })),
    step: goesOn ? 'trust' : 'scan',
    resumed: true,
  };
}

/**
 * Keeps what is typed with the engine, one call at a time and always the newest, and brings back what was kept when the
 * wizard is still untouched. A link that is gone loses nothing: the next one is told.
 */
export function keepDraft(engine: Engine, store: WizardStore): void {
  let kept: string | null = null;
  const cut = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.slice(0, draftTextLength) : value;
  const textOf = () => JSON.stringify(draftOf(store.getState()), cut);
  let line = Promise.resolve();
  const afterwards = (work: () => Promise<void>) => {
    // That the engine cannot be reached is said by the link's own banner.
    line = line.then(work).catch(() => undefined);
  };
  const save = async () => {
    const text = textOf();
    if (text === kept) return;
    await engine.call('draft.set', { draft: JSON.parse(text) as Draft | null });
    kept = text;
  };
  const synchronise = async () => {
    if (kept === null) {
      const { draft } = await engine.call('draft.get', {});
      kept = JSON.stringify(draft);
      if (draft && draftOf(store.getState()) === null) store.setState(resumed(draft));
    }
    await save();
  };
  store.subscribe(() => kept !== null && afterwards(save));
  engine.link.subscribe(({ phase }) => phase === 'open' && afterwards(synchronise));
  if (engine.link.getState().phase === 'open') afterwards(synchronise);
}
