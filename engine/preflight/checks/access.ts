import { pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** Whoever cannot get in, or not become root, has no facts to be judged by: that is said where it fails. */
export const access: HostCheck = {
  code: 'access',
  judge: ({ facts: { user, isRoot } }) => pass(isRoot ? 'access.root' : 'access.sudo', { user }),
};
