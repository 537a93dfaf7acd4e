import { useCallback, useEffect } from 'react';
import { useStores } from '../app/context.tsx';
import { askedLab } from './asked-lab.ts';
import { makeLab } from './make-lab.ts';
import { type PlanView, useAskedPlan } from './use-asked-plan.ts';

/** Asks both hosts what a deploy would do: when the step opens, and whenever `ask` is called. */
export function usePlan(): { view: PlanView; ask: () => void } {
  const stores = useStores();
  const { engine, wizard, labs } = stores;
  const answer = useCallback(async () => {
    const asked = await askedLab(stores, () => makeLab(wizard.store.getState()));
    await labs.refresh();
    return engine.call('plan.get', asked);
  }, [stores, engine, wizard, labs]);
  const { view, ask, drop } = useAskedPlan(answer);
  useEffect(() => {
    ask();
    return drop;
  }, [ask, drop]);
  return { view: view ?? { phase: 'loading' }, ask };
}
