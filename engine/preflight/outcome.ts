import {
  type PreflightCheck,
  type PreflightCode,
  type PreflightFix,
  type PreflightSaid,
  wordPreflight,
} from '../../protocol/contract/preflight.ts';
import type { FindingCode } from '../../protocol/contract/preflight-findings.ts';
import { ProblemError } from '../../protocol/contract/problem.ts';
import type { FindingCode as LintCode } from '../../protocol/findings/words.ts';

/** What one check came to, before it is known whose it is. */
export interface Outcome {
  status: PreflightCheck['status'];
  said: PreflightSaid;
  fix: PreflightFix | null;
}

type Params = PreflightSaid['params'];

export const pass = (code: FindingCode, params: Params = {}): Outcome => outcome('pass', code, params, null);

export const warn = (
  code: FindingCode | LintCode,
  params: Params = {},
  fix: PreflightFix | null = null,
): Outcome => outcome('warn', code, params, fix);

export const failed = (code: FindingCode, params: Params = {}, fix: PreflightFix | null = null): Outcome =>
  outcome('fail', code, params, fix);

function outcome(
  status: Outcome['status'],
  code: PreflightSaid['code'],
  params: Params,
  fix: PreflightFix | null,
): Outcome {
  return { status, said: { code, params }, fix };
}

/** A rule that a deploy throws by, as a check: what it throws is what this says. */
export function byRule(rule: () => Outcome): Outcome {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { code, params } = error.problem;
    return outcome('fail', code, params, null);
  }
}

export function toCheck(node: string | null, code: PreflightCode, found: Outcome): PreflightCheck {
  return { node, code, ...found, ...wordPreflight(found.said, 'en') };
}
