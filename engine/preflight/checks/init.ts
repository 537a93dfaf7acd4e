import { checkInit } from '../../deploy/node-check.ts';
import { byRule, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

export const init: HostCheck = {
  code: 'init',
  judge: ({ node, facts }) =>
    byRule(() => {
      checkInit(node, facts);
      return pass('init.systemd');
    }),
};
