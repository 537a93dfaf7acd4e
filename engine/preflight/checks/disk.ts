import { fail } from '../../../protocol/contract/problem.ts';
import { findArchive } from '../../deploy/archive.ts';
import { neededBytesOf } from '../../deploy/push.ts';
import { byRule, pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

const megabytes = (bytes: number) => Math.floor(bytes / 1e6);

/** Nothing to ask where no agent exists for this processor; the check of the machine says that. */
export const disk: HostCheck = {
  code: 'disk',
  judge: ({ node, facts, archiveFolder }) => {
    if (facts.hasArchive) return pass('disk.installed');
    const neededBytes = neededOf(archiveFolder, facts.machine);
    if (neededBytes === null) return null;
    const { freeBytes } = facts;
    const neededMb = megabytes(neededBytes);
    if (freeBytes === null) return warn('disk.unknown', { neededMb });
    const params = { freeMb: megabytes(freeBytes), neededMb };
    return byRule(() => {
      if (freeBytes < neededBytes) throw fail('host.disk-full', { host: node.name, path: '/opt', ...params });
      return pass('disk.enough', params);
    });
  },
};

function neededOf(archiveFolder: string, machine: string): number | null {
  try {
    return neededBytesOf(findArchive(archiveFolder, machine));
  } catch {
    return null;
  }
}
