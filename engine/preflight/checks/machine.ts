import { findArchive } from '../../deploy/archive.ts';
import { checkMachine } from '../../deploy/node-check.ts';
import { byRule, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** A processor that the agent runs on, and an archive of it for this one. */
export const machine: HostCheck = {
  code: 'machine',
  judge: ({ node, facts, archiveFolder }) =>
    byRule(() => {
      checkMachine(node, facts);
      findArchive(archiveFolder, facts.machine);
      const { distribution, kernel, machine: architecture } = facts;
      return pass('machine.fits', { distribution, kernel, machine: architecture });
    }),
};
