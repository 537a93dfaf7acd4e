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

/** What does not fit right now. Two nodes that say the same of each other say it once. */
export function presentMismatches({ virtualRouters }: Topology): MismatchView[] {
  const views = virtualRouters.flatMap((router) =>
    router.witnesses.nodes.flatMap((report) =>
      report.mismatches
        .filter(({ freshness }) => freshness === 'fresh')
        .map((mismatch) => viewOf(router.vrid, report.node, mismatch)),
    ),
  );
  const isSaid = (view: MismatchView, index: number) =>
    views
      .slice(0, index)
      .some(
        (before) =>
          before.vrid === view.vrid &&
          before.what === view.what &&
          before.reporter === view.peer &&
          before.peer === view.reporter,
      );
  return views.filter((view, index) => !isSaid(view, index));
}
