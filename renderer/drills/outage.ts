import type { DrillReport } from '../../protocol/contract/drills.ts';

export interface Outage {
  ms: number;
  probe: 'icmp' | 'http';
  /** The distance of two probes: what was measured is not finer than this. */
  stepMs: number;
}

/** How often the engine asks over HTTP; the report names only the step of the ping. */
const httpStepMs = 50;

/**
 * Was the address back with clients before anybody had taken it over? A killed agent cannot remove it: it answers on
 * until systemd does. What one probe may miss is no such case.
 */
export function answeredAfterDeath({ kind, measured }: DrillReport): boolean {
  const outage = outageOf(measured);
  if (kind !== 'crash' || outage === null || measured.takeoverMs === null) return false;
  return outage.ms + outage.stepMs < measured.takeoverMs;
}

/** The outage that the verdict rests on: what the ping saw, and what HTTP saw where no ping was answered. */
export function outageOf({ outageMs, probeStepMs }: DrillReport['measured']): Outage | null {
  if (outageMs.icmp !== null) return { ms: outageMs.icmp, probe: 'icmp', stepMs: probeStepMs };
  if (outageMs.http !== null) return { ms: outageMs.http, probe: 'http', stepMs: httpStepMs };
  return null;
}
