import type { LabSummary } from '../../protocol/contract/labs.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { isSameLab } from '../wizard/edited-lab.ts';

/** The deployed labs as they last proved themselves. */
export interface SettledLabs {
  deployed: Lab[];
  /** Names of those that were first told of in the middle of a deploy: theirs is what that deploy tries. */
  tried: string[];
}

interface Known {
  told: LabSummary;
  settled: Lab;
  isTried: boolean;
}

/**
 * The deployed labs out of each list that the engine tells. While a deploy tries another definition the record has that
 * one already, together with the time when the deploy began, and may yet take it back.
 */
export function createSettledLabs(): (summaries: readonly LabSummary[]) => SettledLabs {
  let known: readonly Known[] = [];
  return (summaries) => {
    known = summaries.flatMap((told) => {
      if (told.deployedMs === null) return [];
      const before = known.find((entry) => entry.told.lab.name === told.lab.name);
      return [before ? following(before, told) : firstOf(told)];
    });
    return {
      deployed: known.map(({ settled }) => settled),
      tried: known.filter(({ isTried }) => isTried).map(({ settled }) => settled.name),
    };
  };
}

const firstOf = (told: LabSummary): Known => ({
  told,
  settled: told.lab,
  isTried: told.deployBegunMs !== null,
});

/** A key that somebody confirms meanwhile changes the record, and is no other definition. */
const isSameDefinition = (one: Lab, other: Lab) =>
  JSON.stringify(one) === JSON.stringify(other) || isSameLab(one, other);

function following(before: Known, told: LabSummary): Known {
  const { lab, deployedMs, deployBegunMs } = before.told;
  const isSameTime = told.deployedMs === deployedMs;
  if (isSameTime && isSameDefinition(told.lab, lab)) {
    const isOver = deployBegunMs !== null && told.deployBegunMs === null;
    return { ...before, told, isTried: before.isTried && !isOver };
  }
  const begins = isSameTime && told.deployBegunMs !== null && told.deployBegunMs !== deployBegunMs;
  return begins ? { ...before, told } : { told, settled: told.lab, isTried: false };
}
