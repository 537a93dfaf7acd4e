import { checkInterface } from '../../deploy/node-check.ts';
import { byRule, failed, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

export const interfaceUp: HostCheck = {
  code: 'interface',
  judge: ({ node, facts }) =>
    byRule(() => {
      const { addresses } = checkInterface(node, facts);
      const name = { interface: node.interface };
      if (facts.link && !facts.link.up) return failed('interface.down', name, 'interface-up');
      if (facts.link && !facts.link.carrier) return failed('interface.no-carrier', name);
      return pass('interface.up', { ...name, addresses: addresses.join(', ') || '-' });
    }),
};
