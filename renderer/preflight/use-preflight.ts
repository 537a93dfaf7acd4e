import { useEffect, useRef, useState } from 'react';
import type { PreflightCheck } from '../../protocol/contract/preflight.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { useStores } from '../app/context.tsx';
import { type AskedLab, askedLab } from '../wizard/asked-lab.ts';
import { mergeChecks } from './merge-checks.ts';

export interface Preflight {
  running: boolean;
  checks: PreflightCheck[];
  /** Null until it ran to its end. */
  elapsedMs: number | null;
  problem: Problem | null;
  /** The check whose fix is under way. */
  fixing: PreflightCheck | null;
  run(): void;
  fix(check: PreflightCheck): Promise<void>;
}

const idle = { running: false, checks: [], elapsedMs: null, problem: null, fixing: null };

/** Looks, once when it is first shown and again when asked; checks arrive one by one. */
export function usePreflight(makeLab: () => LabInput): Preflight {
  const stores = useStores();
  const { engine, labs } = stores;
  const [state, setState] = useState<Omit<Preflight, 'run' | 'fix'>>(idle);
  const close = useRef<() => void>(() => undefined);

  const run = () => {
    close.current();
    let stopped = false;
    let stopWatch: () => void = () => undefined;
    close.current = () => {
      stopped = true;
      stopWatch();
    };
    setState({ ...idle, running: true });
    const failed = (problem: Problem | null) => setState((now) => ({ ...now, running: false, problem }));
    const watch = (asked: AskedLab) => {
      if (stopped) return;
      stopWatch = engine.watch('preflight.run', asked, {
        onItem: (item) =>
          setState((now) =>
            item.type === 'check'
              ? { ...now, checks: mergeChecks(now.checks, [item.check]) }
              : { ...now, running: false, elapsedMs: item.elapsedMs },
          ),
        onEnd: failed,
      });
    };
    const ask = async () => {
      const asked = await askedLab(stores, makeLab);
      await labs.refresh();
      return asked;
    };
    ask().then(watch, (error) => failed(toProblem(error)));
  };

  const fix = async (check: PreflightCheck) => {
    if (check.fix === null || check.node === null) return;
    setState((now) => ({ ...now, fixing: check, problem: null }));
    try {
      const { node, fix: wanted } = check;
      const asked = await askedLab(stores, makeLab);
      const after = await engine.call('preflight.fix', { ...asked, node, fix: wanted });
      setState((now) => ({ ...now, fixing: null, checks: mergeChecks(now.checks, after) }));
    } catch (error) {
      setState((now) => ({ ...now, fixing: null, problem: toProblem(error) }));
    }
  };

  const first = useRef(run);
  useEffect(() => {
    first.current();
    return () => close.current();
  }, []);
  return { ...state, run, fix };
}
