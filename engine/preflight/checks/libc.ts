import { checkLibc } from '../../deploy/node-check.ts';
import { byRule, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** Of the agent's Node; whatever the distribution has, its keepalived is made for. */
export const libc: HostCheck = {
  code: 'libc',
  judge: ({ lab, node, facts }) =>
    lab.backend === 'keepalived'
      ? null
      : byRule(() => {
          checkLibc(node, facts);
          return pass('libc.fits', { glibc: facts.glibc });
        }),
};
