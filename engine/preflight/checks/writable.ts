import { failed, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** access(2) answers EROFS for root too, and EACCES for an immutable folder. */
export const writable: HostCheck = {
  code: 'writable',
  judge: ({ facts: { readOnly } }) => {
    const [first] = readOnly;
    if (first === undefined) return pass('writable.yes');
    return failed('writable.no', { paths: readOnly.join(', '), first });
  },
};
