import type { LabInput } from '../../protocol/lab/schema.ts';
import type { Stores } from '../store/stores.ts';
import { isLocked } from '../store/wizard.ts';

/** The lab that a method of the engine is asked about: by its name as it is stored, or as it stands in the wizard. */
export interface AskedLab {
  lab: string;
  draft?: LabInput;
}

/**
 * Makes the lab one that the engine can be asked about. A new one is stored; a deployed one stays as it is on record,
 * and goes along as a draft. Rejects with a ProblemError.
 */
export async function askedLab(
  { engine, wizard, labs }: Pick<Stores, 'engine' | 'wizard' | 'labs'>,
  make: () => LabInput,
): Promise<AskedLab> {
  // Somebody may have deployed it since the list was read: then what follows changes a deployed lab.
  if (!isLocked(wizard.store.getState())) await labs.refresh();
  const lab = make();
  if (isLocked(wizard.store.getState())) return { lab: lab.name, draft: lab };
  await engine.call('labs.save', { lab });
  return { lab: lab.name };
}
