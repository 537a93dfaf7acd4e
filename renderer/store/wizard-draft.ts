import { type Draft, draftTextLength } from '../../protocol/contract/draft.ts';
import type { Engine } from '../transport/engine.ts';
import { canonicalText } from '../wizard/canonical-text.ts';
import { isUntouched } from '../wizard/make-lab.ts';
import { hasBegun, type WizardState, type WizardStore } from './wizard.ts';

/** What is kept of the wizard; null where nothing was typed. */
export function draftOf(state: WizardState): Draft | null {
  const { step, goesOnAt, labName, interface: device, cidr, vip, edits } = state;
  const nodes = state.nodes.map(({ interfaces: _seen, hostKey: _key, checked: _proof, ...typed }) => typed);
  if (!hasBegun(state)) return null;
  return { step: goesOnAt ?? step, labName, interface: device, cidr, nodes, vip, edits };
}

/** Somebody has begun and not come to the end: what stands in the wizard is deployed nowhere. */
export const isUnfinished = (state: WizardState): boolean => hasBegun(state) && !isUntouched(state);

/**
 * A kept draft as a wizard: keys are read and access is checked anew, so it goes on before both. Whoever only loaded
 * the page again goes on where they were, as soon as that is done.
 */
export function resumed({ step, nodes, ...typed }: Draft, isReload: boolean): Partial<WizardState> {
  const goesOn = step !== 'scan' && nodes.length === 2;
  return {
    ...typed,
    nodes: nodes.map((node) => ({ ...node, interfaces: [], hostKey: null, checked: null })),
    step: goesOn ? 'trust' : 'scan',
    goesOnAt: goesOn && isReload && step !== 'trust' ? step : null,
    resumed: !isReload,
  };
}

const typedText = (draft: Draft | null): string => canonicalText({ ...draft, step: undefined });

/** Which of two windows counts, where another one has kept something else meanwhile. */
export interface DraftKeeper {
  keepOurs(): void;
  takeTheirs(): void;
}

/**
 * Keeps what is typed with the engine, one call at a time and always the newest, and brings back what was kept when the
 * wizard is still untouched. A link that is gone loses nothing: the next one is told. What another window has kept
 * meanwhile is not overwritten unasked.
 * @param isReload this page was in the wizard when it was loaded again
 */
export function keepDraft(
  engine: Engine,
  { store, reset }: { store: WizardStore; reset(): void },
  isReload = false,
): DraftKeeper {
  let kept: string | null = null;
  /** Of what is kept, as far as this window knows. */
  let revision = '';
  const cut = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.slice(0, draftTextLength) : value;
  const textOf = () => JSON.stringify(draftOf(store.getState()), cut);
  let line = Promise.resolve();
  const afterwards = (work: () => Promise<void>) => {
    // That the engine cannot be reached is said by the link's own banner.
    line = line.then(work).catch(() => undefined);
  };
  /** False where `over` is not what is kept any more. */
  const put = async (text: string, over?: string): Promise<boolean> => {
    const draft = JSON.parse(text) as Draft | null;
    const answer = await engine.call('draft.set', { draft, ...(over === undefined ? {} : { over }) });
    if (!answer.kept) return false;
    [kept, revision] = [text, answer.revision];
    return true;
  };
  const save = async () => {
    const text = textOf();
    const now = store.getState();
    if (text === kept || now.isOvertaken || (await put(text, revision))) return;
    const theirs = await engine.call('draft.get', {});
    // What is deployed just so, or was dropped, is nobody's loss; nor is where in the steps another window is.
    const isTheirsWanted =
      theirs.draft !== null &&
      typedText(theirs.draft) !== typedText(JSON.parse(kept ?? 'null')) &&
      isUnfinished({ ...now, ...resumed(theirs.draft, true) });
    if (!isTheirsWanted) await put(text, theirs.revision);
    else if (isUnfinished(now)) store.setState({ isOvertaken: true });
  };
  const synchronise = async () => {
    if (kept === null) {
      const held = await engine.call('draft.get', {});
      const { draft } = held;
      revision = held.revision;
      const now = store.getState();
      const found = draft && { ...now, ...resumed(draft, isReload) };
      const isWanted = found !== null && !hasBegun(now) && (isReload || isUnfinished(found));
      // What is deployed just so is no draft any more: it stays until something else is typed.
      kept = isWanted || draftOf(now) !== null ? JSON.stringify(draft) : textOf();
      store.setState({ ...(isWanted ? found : {}), isKeptKnown: true });
    }
    await save();
  };
  store.subscribe(() => kept !== null && afterwards(save));
  engine.link.subscribe(({ phase }) => phase === 'open' && afterwards(synchronise));
  if (engine.link.getState().phase === 'open') afterwards(synchronise);
  return {
    keepOurs: () =>
      afterwards(async () => {
        await put(textOf());
        store.setState({ isOvertaken: false });
      }),
    takeTheirs: () =>
      afterwards(async () => {
        const { draft, revision: theirs } = await engine.call('draft.get', {});
        [kept, revision] = [JSON.stringify(draft), theirs];
        reset();
        if (draft !== null) store.setState(resumed(draft, true));
      }),
  };
}
