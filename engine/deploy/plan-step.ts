import type { PlanAction } from '../../protocol/contract/plan.ts';
import { hidePasswords } from './hide-passwords.ts';
import { unifiedDiff } from './unified-diff.ts';

/** An action before it has its number and its node. */
export type PlanStep = Omit<PlanAction, 'no' | 'node'>;

/** Fills in what the kind does not need. */
export function planStep(kind: PlanStep['kind'], step: Partial<PlanStep> = {}): PlanStep {
  return { kind, changes: true, path: null, bytes: null, diff: null, command: null, consent: null, ...step };
}

/** The difference names no password; that one changes is seen by its lines. */
export function writeStep(path: string, before: string | null, after: string): PlanStep {
  const diff = unifiedDiff(path, before, after);
  return planStep('write', { path, diff: diff && hidePasswords(diff), changes: diff !== null });
}

export const runStep = (...command: string[]) => planStep('run', { command });
