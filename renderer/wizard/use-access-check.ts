import { useState } from 'react';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useStores } from '../app/context.tsx';
import { type Credentials, draftPart, typedSecrets } from './access-form.ts';
import { type AskedLab, askedLab } from './asked-lab.ts';
import { provenNode } from './go-on.ts';
import { accessLab } from './make-lab.ts';

export interface AccessCheck {
  busy: boolean;
  /** What concerns the whole lab, such as a name that is taken. */
  problem: Problem | null;
  byNode: (Problem | null)[];
  run(credentials: Credentials[]): Promise<void>;
}

/** Hands the secrets to the engine's memory, and proves the access to both hosts. */
export function useAccessCheck(): AccessCheck {
  const stores = useStores();
  const { engine, wizard, labs } = stores;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [byNode, setByNode] = useState<(Problem | null)[]>([null, null]);

  const checkNode = async (asked: AskedLab, index: number, credentials: Credentials) => {
    const node = wizard.store.getState().nodes[index];
    if (!node) return null;
    try {
      const typed = typedSecrets(credentials);
      const { lab } = asked;
      const { user } = credentials;
      if (typed) await engine.call('secrets.set', { lab, node: node.name, user, ...typed });
      const found = await engine.call('access.check', { ...asked, node: node.name });
      wizard.patchNode(index, provenNode(node, found));
      return null;
    } catch (error) {
      wizard.patchNode(index, { checked: null });
      return toProblem(error);
    }
  };

  const run = async (credentials: Credentials[]) => {
    setBusy(true);
    setProblem(null);
    setByNode([null, null]);
    try {
      for (const [index, values] of credentials.entries())
        wizard.patchNode(index, { ...draftPart(values), checked: null });
      const asked = await askedLab(stores, () => {
        const state = wizard.store.getState();
        const stored = labs.store.getState().labs?.find((known) => known.lab.name === state.labName)?.lab;
        return accessLab(state, stored);
      });
      setByNode(await Promise.all(credentials.map((values, index) => checkNode(asked, index, values))));
      await labs.refresh();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, byNode, run };
}
