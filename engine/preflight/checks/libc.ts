import { checkLibc } from '../../deploy/node-check.ts';
import { byRule, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

export const libc: HostCheck = {
  code: 'libc',
  judge: ({ node, facts }) =>
    byRule(() => {
      checkLibc(node, facts);
      return pass('libc.fits', { glibc: facts.glibc });
    }),
};
