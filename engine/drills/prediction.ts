import type { DrillKind } from '../../protocol/contract/drills.ts';
import { milliseconds, type Phrase, phrase } from '../../protocol/contract/phrase.ts';
import type { Lab, VirtualRouter } from '../../protocol/lab/schema.ts';
import { skewMs } from '../topology/lab-timers.ts';

export interface Prediction {
  /** The middle of the range, milliseconds. */
  outageMs: number;
  minMs: number;
  maxMs: number;
  basis: Phrase;
  /** A longer outage fails the drill. */
  limitMs: number;
}

/** What a crash may take beyond the timers: one scheduling hiccup, ARP and a probe step. */
const crashToleranceMs = 250;
const gracefulToleranceMs = 150;

/**
 * The outage that the timers alone explain when `target` goes away, milliseconds.
 * A crash falls anywhere between two adverts, so that detection takes from Master_Down_Interval - Advertisement_Interval
 * to Master_Down_Interval; after a priority-0 advert the backup waits Skew_Time (RFC 9568, 6.4.2).
 */
export function predictOutage(kind: DrillKind, lab: Lab, router: VirtualRouter, target: string): Prediction {
  const standby = lab.nodes.find((node) => node.name !== target);
  const priority = standby ? (router.priorities[standby.name] ?? 0) : 0;
  const skew = skewMs(lab, priority);
  if (kind === 'graceful-stop') {
    const basis = phrase('basis.graceful-stop', { skew: milliseconds(skew), priority });
    return { outageMs: skew, minMs: skew, maxMs: skew, basis, limitMs: skew + gracefulToleranceMs };
  }
  const maxMs = 3 * lab.advertIntervalMs + skew;
  const minMs = maxMs - lab.advertIntervalMs;
  const basis = phrase('basis.crash', {
    advert: milliseconds(lab.advertIntervalMs),
    skew: milliseconds(skew),
    priority,
  });
  return { outageMs: (minMs + maxMs) / 2, minMs, maxMs, basis, limitMs: maxMs + crashToleranceMs };
}
