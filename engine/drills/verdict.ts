import type { DrillReport } from '../../protocol/contract/drills.ts';
import { milliseconds, type Phrase, phrase } from '../../protocol/contract/phrase.ts';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { Prediction } from './prediction.ts';

interface Findings {
  measured: DrillReport['measured'];
  residue: readonly string[];
  trouble: Problem | null;
  prediction: Prediction;
  signal: { aborted: boolean };
}

/** Pass only when the VIP moved in time, once, and nothing was left behind. Each reason against it is a sentence. */
export function judge(findings: Findings): Pick<DrillReport, 'verdict' | 'reasons'> {
  const { measured, residue, trouble, prediction, signal } = findings;
  if (signal.aborted) return { verdict: 'aborted', reasons: [phrase('reason.halted')] };
  const reasons: Phrase[] = [];
  const limitMs = Math.round(prediction.limitMs);
  const { icmp, http } = measured.outageMs;
  const outage = icmp ?? http;
  if (trouble)
    reasons.push(
      phrase('reason.trouble', { message: [trouble.message, trouble.cause].filter(Boolean).join(' ') }),
    );
  if (measured.takeoverMs === null) reasons.push(phrase('reason.no-takeover'));
  if (outage === null && measured.takeoverMs !== null) reasons.push(phrase('reason.not-measured'));
  if (outage !== null && outage > limitMs)
    reasons.push(phrase('reason.too-long', { outage: milliseconds(outage), limit: milliseconds(limitMs) }));
  if (measured.transitions > 1) reasons.push(phrase('reason.moved-often', { times: measured.transitions }));
  if (residue.length > 0) reasons.push(phrase('reason.residue', { residue: residue.join('; ') }));
  return { verdict: reasons.length === 0 ? 'pass' : 'fail', reasons };
}
