import type { LabSummary } from '../../protocol/contract/labs.ts';
import type { Lab } from '../../protocol/lab/schema.ts';

/**
 * The deployed labs as they last proved themselves, out of each list that the engine tells. While a deploy tries another
 * definition the record has that one already, under the date of the one before, and may yet take it back.
 */
export function createSettledLabs(): (summaries: readonly LabSummary[]) => Lab[] {
  let settled: readonly LabSummary[] = [];
  return (summaries) => {
    settled = summaries.flatMap((summary) => {
      if (summary.deployedMs === null) return [];
      const before = settled.find(({ lab }) => lab.name === summary.lab.name);
      return [before && before.deployedMs === summary.deployedMs ? before : summary];
    });
    return settled.map(({ lab }) => lab);
  };
}
