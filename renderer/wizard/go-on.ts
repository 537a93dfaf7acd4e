import type { Stores } from '../store/stores.ts';
import type { DraftNode, WizardState } from '../store/wizard.ts';
import { isUnfinished } from '../store/wizard-draft.ts';
import { changedKey } from './host-keys.ts';
import { makeLab } from './make-lab.ts';
import { canOpen, readyKey } from './steps.ts';

/** What the access check answers goes into the node: a proof for what stands in it now. */
export function provenNode(
  node: DraftNode,
  found: NonNullable<DraftNode['checked']> & { interfaces: string[] },
): Partial<DraftNode> {
  const usable = found.interfaces.filter((name) => name !== 'lo');
  return {
    checked: found,
    interfaces: usable,
    interface: usable.includes(node.interface) ? node.interface : (usable[0] ?? node.interface),
  };
}

/**
 * Reads the keys and proves the access again, with the secrets that the engine still holds, and opens the step that
 * somebody was at, or the first one before it that needs a person. Nothing of that is an error: the step says it.
 */
export async function goOn(
  { engine, wizard }: Pick<Stores, 'engine' | 'wizard'>,
  signal: AbortSignal,
): Promise<void> {
  const { store, patchNode } = wizard;
  const { goesOnAt: wanted, nodes, labName, edits, resumed } = store.getState();
  if (wanted === null) return;
  // Whoever has only just opened a deployed lab picks nothing up.
  const isEarlier = (step: WizardState['step']) => step !== wanted && isUnfinished(store.getState());
  const land = (step: WizardState['step'], change: Partial<WizardState> = {}) =>
    store.setState({ step, goesOnAt: null, resumed: resumed || isEarlier(step), ...change });

  const keys = await Promise.all(nodes.map((node) => trustedKey(engine, node)));
  if (signal.aborted) return;
  for (const [index, hostKey] of keys.entries()) patchNode(index, { hostKey });
  if (!canOpen('access', store.getState())) return land('trust');
  if (wanted === 'access') return land('access');

  const asked = { lab: labName, ...(edits ? { draft: makeLab(store.getState()) } : {}) };
  const proofs = await Promise.all(
    nodes.map(({ name }) => engine.call('access.check', { ...asked, node: name }).catch(() => null)),
  );
  if (signal.aborted) return;
  for (const [index, proof] of proofs.entries()) {
    const node = nodes[index];
    if (node && proof) patchNode(index, provenNode(node, proof));
  }
  if (!canOpen('vip', store.getState())) return land('access');
  if (wanted !== 'review')
    return land(wanted === 'preflight' && !canOpen(wanted, store.getState()) ? 'vip' : wanted);
  const tasks = await engine.call('tasks.list', {}).catch(() => []);
  if (signal.aborted) return;
  const running = tasks.find(({ kind, lab, running: runs }) => kind === 'deploy' && lab === labName && runs);
  if (!canOpen('preflight', store.getState())) return land('vip');
  // Whoever was at the review had the check behind them, for this very lab: any change leads back to its own step.
  land('review', { ready: readyKey(store.getState()), taskId: running?.id ?? null });
}

async function trustedKey(engine: Stores['engine'], { host, port }: DraftNode): Promise<string | null> {
  const keys = await engine.call('trust.keys', { host, port }).catch(() => []);
  const trusted = changedKey(keys) ? undefined : keys.find(({ trust }) => trust === 'trusted');
  return trusted?.fingerprint ?? null;
}
