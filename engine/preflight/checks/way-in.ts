import { pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** Where sshd does not say which address the connection came in at, or it is nobody's, nothing is claimed. */
export const wayIn: HostCheck = {
  code: 'way-in',
  judge: ({ node, facts: { entryAddress, interfaces } }) => {
    const entry = interfaces.find(({ addresses }) =>
      addresses.some((address) => address.split('/')[0] === entryAddress),
    );
    if (!entry) return null;
    const name = { interface: node.interface };
    return entry.name === node.interface
      ? warn('way-in.same', name)
      : pass('way-in.another', { ...name, entry: entry.name });
  },
};
