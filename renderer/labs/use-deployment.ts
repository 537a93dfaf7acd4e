import { useCallback, useState } from 'react';
import type { Consent } from '../../protocol/contract/deploy.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useStores } from '../app/context.tsx';
import { type PlanView, useAskedPlan } from '../wizard/use-asked-plan.ts';

export interface Deployment {
  /** The task that this window began. */
  begun: string | null;
  /** What a deploy would do; null until it is asked for. */
  plan: PlanView | null;
  problem: Problem | null;
  isStarting: boolean;
  ask(): void;
  start(consent: readonly Consent[]): Promise<void>;
  /** The task has been put away; the hosts are others than they were when the plan was made. */
  forget(): void;
}

/** Deploying a stored lab: its plan first, then the task. */
export function useDeployment(lab: string): Deployment {
  const { engine } = useStores();
  const [begun, setBegun] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isStarting, setStarting] = useState(false);

  const answer = useCallback(() => engine.call('plan.get', { lab }), [engine, lab]);
  const asked = useAskedPlan(answer);

  const ask = () => {
    setProblem(null);
    asked.ask();
  };
  const start = async (consent: readonly Consent[]) => {
    setStarting(true);
    setProblem(null);
    try {
      setBegun((await engine.call('deploy.start', { lab, consent: [...consent] })).taskId);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setStarting(false);
    }
  };
  const forget = () => {
    asked.drop();
    setBegun(null);
  };
  return { begun, plan: asked.view, problem, isStarting, ask, start, forget };
}
