import type { DrillReport } from '../../protocol/contract/drills.ts';
import { milliseconds, type Phrase, phrase } from '../../protocol/contract/phrase.ts';
import type { Prediction } from './prediction.ts';

interface Findings {
  measured: DrillReport['measured'];
  residue: readonly string[];
  /** What went wrong on the way, already worded. */
  troubles: readonly Phrase[];
  prediction: Prediction;
  signal: { aborted: boolean };
}

/** Pass only when the VIP moved in time, once, and nothing was left behind. Each reason against it is a sentence. */
export function judge(findings: Findings): Pick<DrillReport, 'verdict' | 'reasons'> {
  const { measured, residue, troubles, prediction, signal } = findings;
  const left = residue.length > 0 ? [phrase('reason.residue', { residue: residue.join('; ') })] : [];
  if (signal.aborted) {
    const rest = [...troubles, ...left];
    return {
      verdict: 'aborted',
      reasons: [phrase('reason.halted'), ...(rest.length > 0 ? rest : [phrase('reason.put-back')])],
    };
  }
  const reasons: Phrase[] = [...troubles];
  const limitMs = Math.round(prediction.limitMs);
  const { icmp, http } = measured.outageMs;
  const outage = icmp ?? http;
  if (measured.takeoverMs === null) reasons.push(phrase('reason.no-takeover'));
  if (outage === null && measured.takeoverMs !== null) reasons.push(phrase('reason.not-measured'));
  if (outage !== null && outage > limitMs)
    reasons.push(phrase('reason.too-long', { outage: milliseconds(outage), limit: milliseconds(limitMs) }));
  if (measured.transitions > 1) reasons.push(phrase('reason.moved-often', { times: measured.transitions }));
  reasons.push(...left);
  return { verdict: reasons.length === 0 ? 'pass' : 'fail', reasons };
}
