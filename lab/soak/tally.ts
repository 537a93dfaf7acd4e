import { type Conflict, isLong } from './check-conflicts.ts';
import type { Outage } from './check-outages.ts';
import { type Evidence, stalledNs, TOLERANCE_NS } from './history.ts';

const MS_PER_NS = 1e-6;
const milliseconds = (ns: bigint) => Number(ns) * MS_PER_NS;

export interface WorstOutage {
  ms: number;
  predictedMs: number;
  stalledMs: number;
}

/** What was done how often, and the worst that was seen of it. */
export class Tally {
  readonly counts = new Map<string, number>();
  /** By the deed that it happened in: the longest beyond its prediction. */
  readonly worst = new Map<string, WorstOutage>();
  /** Of outages that nobody could end, since nobody was there. */
  unled = 0;
  conflictCount = 0;
  longestConflictMs = 0;
  longestUnexcusedMs = 0;
  stallCount = 0;
  stalledMs = 0;
  longestStallMs = 0;
  /** Outages and conflicts that only the stalls kept within their limits. */
  savedByStalls = 0;

  done(deed: string): void {
    this.counts.set(deed, (this.counts.get(deed) ?? 0) + 1);
  }

  outages(deed: string, outages: readonly Outage[]): void {
    for (const { fromNs, toNs, predictedNs, stalledNs: heldUpNs } of outages) {
      if (predictedNs === null) {
        this.unled += 1;
        continue;
      }
      if (toNs - fromNs > predictedNs + TOLERANCE_NS) this.savedByStalls += 1;
      const found = {
        ms: milliseconds(toNs - fromNs),
        predictedMs: milliseconds(predictedNs),
        stalledMs: milliseconds(heldUpNs),
      };
      const worst = this.worst.get(deed);
      if (!worst || found.ms > worst.ms) this.worst.set(deed, found);
    }
  }

  conflicts(conflicts: readonly Conflict[]): void {
    for (const { fromNs, toNs, undoneNs, unexcusedNs } of conflicts) {
      if (isLong(undoneNs)) this.savedByStalls += 1;
      this.conflictCount += 1;
      this.longestConflictMs = Math.max(this.longestConflictMs, milliseconds(toNs - fromNs));
      this.longestUnexcusedMs = Math.max(this.longestUnexcusedMs, milliseconds(unexcusedNs));
    }
  }

  stalls({ stalls, fromNs, toNs }: Evidence): void {
    const fresh = stalls.filter((stall) => stall.toNs > fromNs && stall.toNs <= toNs);
    this.stallCount += fresh.length;
    this.stalledMs += milliseconds(stalledNs(fresh, fromNs, toNs));
    for (const stall of fresh)
      this.longestStallMs = Math.max(this.longestStallMs, milliseconds(stall.toNs - stall.fromNs));
  }
}
