import { fail } from '../../../protocol/contract/problem.ts';
import { findArchive } from '../../deploy/archive.ts';
import { neededBytesOf } from '../../deploy/push.ts';
import { byRule, pass, warn } from '../outcome.ts';
import type { HostCheck, HostSubject } from './host-check.ts';

const megabytes = (bytes: number) => Math.floor(bytes / 1e6);

/** keepalived's package with what it needs, its configuration, and the manifest; generously. */
const keepalivedBytes = 20e6;

/** Room for what the lab's backend puts there. Nothing to ask where no agent exists: the check of the machine says that. */
export const disk: HostCheck = {
  code: 'disk',
  judge: (subject) => {
    const { node, facts, lab } = subject;
    if (lab.backend === 'tandem-agent' && facts.hasArchive) return pass('disk.installed');
    const wanted = wantedOf(subject);
    if (wanted === null) return null;
    const { path, freeBytes, neededBytes } = wanted;
    const neededMb = megabytes(neededBytes);
    if (freeBytes === null) return warn('disk.unknown', { path, neededMb });
    const params = { path, freeMb: megabytes(freeBytes), neededMb };
    return byRule(() => {
      if (freeBytes < neededBytes) throw fail('host.disk-full', { host: node.name, ...params });
      return pass('disk.enough', params);
    });
  },
};

function wantedOf({ lab, facts, archiveFolder }: HostSubject) {
  if (lab.backend === 'keepalived')
    return { path: '/etc', freeBytes: facts.etcFreeBytes, neededBytes: keepalivedBytes };
  try {
    const neededBytes = neededBytesOf(findArchive(archiveFolder, facts.machine));
    return { path: '/opt', freeBytes: facts.freeBytes, neededBytes };
  } catch {
    return null;
  }
}
