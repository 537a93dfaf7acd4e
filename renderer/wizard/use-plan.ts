import { useCallback, useEffect, useRef, useState } from 'react';
import type { Plan } from '../../protocol/contract/plan.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useStores } from '../app/context.tsx';
import { askedLab } from './asked-lab.ts';
import { makeLab } from './make-lab.ts';

export type PlanView =
  | { phase: 'loading' }
  | { phase: 'failed'; problem: Problem }
  | { phase: 'ready'; plan: Plan };

/** Asks both hosts what a deploy would do: when the step opens, and whenever `ask` is called. */
export function usePlan(): { view: PlanView; ask: () => void } {
  const stores = useStores();
  const { engine, wizard, labs } = stores;
  const [view, setView] = useState<PlanView>({ phase: 'loading' });
  const asked = useRef(0);

  const ask = useCallback(() => {
    asked.current += 1;
    const own = asked.current;
    const show = (next: PlanView) => {
      if (own === asked.current) setView(next);
    };
    const answer = async () => {
      const asked = await askedLab(stores, () => makeLab(wizard.store.getState()));
      await labs.refresh();
      return engine.call('plan.get', asked);
    };
    show({ phase: 'loading' });
    answer().then(
      (plan) => show({ phase: 'ready', plan }),
      (error: unknown) => show({ phase: 'failed', problem: toProblem(error) }),
    );
  }, [stores, engine, wizard, labs]);

  useEffect(() => {
    ask();
    return () => {
      asked.current += 1;
    };
  }, [ask]);
  return { view, ask };
}
