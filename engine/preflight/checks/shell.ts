import { failed, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

export const shell: HostCheck = {
  code: 'shell',
  judge: ({ facts: { shell: found, user } }) => {
    if (found.refusal !== null) return failed('shell.restricted', { user, text: found.refusal });
    if (found.noise !== '') return failed('shell.noisy', { user, text: found.noise });
    return pass('shell.sane');
  },
};
