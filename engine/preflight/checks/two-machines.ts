import type { LabNode } from '../../../protocol/lab/schema.ts';
import type { HostFacts } from '../../deploy/inspect.ts';
import { checkDistinct } from '../../deploy/node-check.ts';
import { byRule, type Outcome, pass } from '../outcome.ts';

export function judgeTwoMachines(nodes: readonly { node: LabNode; facts: HostFacts }[]): Outcome {
  return byRule(() => {
    checkDistinct(nodes);
    return pass('two-machines.yes');
  });
}
