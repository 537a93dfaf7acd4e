import { failed, type Outcome, pass, warn } from '../outcome.ts';
import { framesOf } from './frames.ts';
import type { Observation } from './observation.ts';

/** A broadcast of one node that the other's interface saw: the two are in one layer-2 segment. */
export function judgeSegment(from: Observation, to: Observation): Outcome {
  const reason = to.unseen ?? from.unseen;
  if (reason !== null) return warn('wire.not-checked', { node: to.node, reason });
  const names = { from: from.node, node: to.node, interface: to.interface };
  return hasArrived(from, to) ? pass('same-segment.yes', names) : failed('same-segment.no', names);
}

function hasArrived(from: Observation, to: Observation): boolean {
  return framesOf(to, ['in']).some(({ link, arp }) => arp !== undefined && link?.src === from.mac);
}
