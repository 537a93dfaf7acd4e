import type { DrillReport } from '../../protocol/contract/drills.ts';
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
  if (signal.aborted) return { verdict: 'aborted', reasons: ['It was halted; everything was put back.'] };
  const reasons: string[] = [];
  const limit = Math.round(prediction.limitMs);
  const { icmp, http } = measured.outageMs;
  const outage = icmp ?? http;
  if (trouble) reasons.push(`${trouble.message} ${trouble.cause ?? ''}`.trim());
  if (measured.takeoverMs === null) reasons.push('No other node advertised after the injection.');
  if (outage === null && measured.takeoverMs !== null)
    reasons.push('The outage could not be measured: no probe was answered.');
  if (outage !== null && outage > limit)
    reasons.push(`Clients lost the VIP for ${outage} ms; the limit is ${limit} ms.`);
  if (measured.transitions > 1) reasons.push(`The VIP moved ${measured.transitions} times instead of once.`);
  if (residue.length > 0) reasons.push(`Not everything is as it was: ${residue.join('; ')}`);
  return { verdict: reasons.length === 0 ? 'pass' : 'fail', reasons };
}
