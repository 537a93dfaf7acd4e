import { useCallback, useRef, useState } from 'react';
import type { Plan } from '../../protocol/contract/plan.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';

export type PlanView =
  | { phase: 'loading' }
  | { phase: 'failed'; problem: Problem }
  | { phase: 'ready'; plan: Plan };

export interface AskedPlan {
  /** Of the newest question; null until one was asked. */
  view: PlanView | null;
  ask(): void;
  /** What is still to be answered comes to nothing. */
  drop(): void;
}

/** What both hosts said of a deploy, with the newest question's answer alone. @param answer stays the same function */
export function useAskedPlan(answer: () => Promise<Plan>): AskedPlan {
  const [view, setView] = useState<PlanView | null>(null);
  const asked = useRef(0);
  const ask = useCallback(() => {
    asked.current += 1;
    const own = asked.current;
    const show = (next: PlanView) => {
      if (own === asked.current) setView(next);
    };
    show({ phase: 'loading' });
    answer().then(
      (plan) => show({ phase: 'ready', plan }),
      (error: unknown) => show({ phase: 'failed', problem: toProblem(error) }),
    );
  }, [answer]);
  const drop = useCallback(() => {
    asked.current += 1;
    setView(null);
  }, []);
  return { view, ask, drop };
}
