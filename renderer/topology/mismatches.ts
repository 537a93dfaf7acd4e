import type { Mismatch, Topology } from '../../protocol/contract/topology.ts';
import { advertRemarks, discardReasons } from '../../protocol/vrrp/validate-advert.ts';

export const knownMismatches = [...discardReasons, ...advertRemarks] as const;
export type KnownMismatch = (typeof knownMismatches)[number];

export interface MismatchView extends Mismatch {
  vrid: number;
  /** Who reports it, and of whom. */
  reporter: string;
  peer: string;
  kind: KnownMismatch | 'unknown';
  /** The adverts do not count at all: both may lead. */
  discards: boolean;
}

export function viewOf(vrid: number, reporter: string, mismatch: Mismatch): MismatchView {
  const kind = knownMismatches.find((known) => known === mismatch.what) ?? 'unknown';
  const discards = discardReasons.some((reason) => reason === mismatch.what);
  return { ...mismatch, vrid, reporter, peer: mismatch.node ?? mismatch.source, kind, discards };
}

/** The same thing between the same two, of one virtual router or of many. */
export interface MismatchGroup extends MismatchView {
  vrids: number[];
}

/** What does not fit right now. Two nodes that say the same of each other say it once. */
export function presentMismatches({ virtualRouters }: Topology): MismatchGroup[] {
  const groups = new Map<string, MismatchGroup>();
  for (const { vrid, witnesses } of virtualRouters)
    for (const report of witnesses.nodes)
      for (const mismatch of report.mismatches) {
        if (mismatch.freshness !== 'fresh') continue;
        const view = viewOf(vrid, report.node, mismatch);
        const key = [view.what, ...[view.reporter, view.peer].toSorted()].join(' ');
        const group = groups.get(key);
        if (!group) groups.set(key, { ...view, vrids: [vrid] });
        else if (!group.vrids.includes(vrid)) group.vrids.push(vrid);
      }
  return [...groups.values()];
}
