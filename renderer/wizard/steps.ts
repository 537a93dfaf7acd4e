import { nodeSchema } from '../../protocol/lab/schema.ts';
import { isLabTaken, isLocked, type WizardState, type WizardStep, wizardSteps } from '../store/wizard.ts';
import { labText } from './edited-lab.ts';
import { makeLab } from './make-lab.ts';
import { chosenService } from './vip-form.ts';

export type Need = 'two' | 'names' | 'trust' | 'access' | 'form' | 'ready';

export const isName = (name: string) => nodeSchema.shape.name.safeParse(name).success;

/** What is missing before one may leave a step; the address step judges its own form. */
export function needOf(step: WizardStep, state: WizardState): Need | null {
  const [first, second] = state.nodes;
  if (!first || !second) return 'two';
  if (isLabTaken(state)) return 'names';
  if (![state.labName, first.name, second.name].every(isName) || first.name === second.name) return 'names';
  if (!isPort(first.port) || !isPort(second.port)) return 'names';
  if (step === 'scan') return null;
  if (first.hostKey === null || second.hostKey === null) return 'trust';
  if (step === 'trust') return null;
  if (first.checked === null || second.checked === null) return 'access';
  if (step === 'access') return null;
  if (chosenService(state) === null) return 'form';
  return step === 'preflight' && state.ready !== readyKey(state) ? 'ready' : null;
}

/** While it is typed it may be empty, which is 0. */
export const isPort = (port: number) => port >= 1 && port <= 65_535;

/** What a pre-flight's answer is good for: this very lab. */
export const readyKey = (state: WizardState): string => labText(makeLab(state));

/** A step opens when every step before it is done; the hosts of a deployed lab are not looked for again. */
export function canOpen(step: WizardStep, state: WizardState): boolean {
  if (step === 'scan') return !isLocked(state);
  const index = wizardSteps.indexOf(step);
  const before = wizardSteps[index - 1];
  return before === undefined || needOf(before, state) === null;
}
