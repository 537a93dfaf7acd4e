import { findArchive } from '../../deploy/archive.ts';
import { checkMachine } from '../../deploy/node-check.ts';
import { byRule, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** A processor that the agent runs on, and an archive of it for this one; keepalived is the distribution's matter. */
export const machine: HostCheck = {
  code: 'machine',
  judge: ({ lab, node, facts, archiveFolder }) =>
    byRule(() => {
      const { distribution, kernel, machine: architecture } = facts;
      const said = { distribution, kernel, machine: architecture };
      if (lab.backend === 'keepalived') return pass('machine.any', said);
      checkMachine(node, facts);
      findArchive(archiveFolder, architecture);
      return pass('machine.fits', said);
    }),
};
