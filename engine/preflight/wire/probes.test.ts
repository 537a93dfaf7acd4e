import { expect, it } from 'vitest';
import { labSchema } from '../../../protocol/lab/schema.ts';
import { testLab } from '../../deploy/test-lab.ts';
import type { Host } from '../../ssh/host.ts';
import { goodFacts } from '../testing/subject.ts';
import { linkLocalOf, probesOf, vipsOf } from './probes.ts';

const priorities = { a: 150, b: 100 };
const v4 = { vrid: 7, vips: ['10.0.0.9/24'], priorities };
const v6 = { vrid: 8, vips: ['fe80::9/64', 'FD00::9/64'], priorities };
const labOf = (virtualRouters: object[]) => labSchema.parse({ ...testLab, virtualRouters });

function sent(lab: ReturnType<typeof labOf>) {
  const [own, peer] = lab.nodes.map((node, at) => {
    const addresses = [`10.0.0.${at + 1}/24`];
    // The VIP stands before the address of its own, as where the node leads.
    const ipv6 = ['fe80::9/64', `fd00::${at + 1}/64`, `fe80::${at + 1}/64`];
    const interfaces = [{ name: 'eth0', mac: null, addresses, ipv6 }];
    return { node, host: {} as Host, facts: { ...goodFacts, interfaces } };
  });
  if (!own || !peer) throw new Error('two nodes');
  return probesOf(lab, own, peer).map(({ source, target }) => `${source} > ${target}`);
}

it.each<[string, object[], string[]]>([
  ['IPv4', [v4], ['10.0.0.1 > 224.0.0.18']],
  ['IPv6', [v6], ['fe80::1 > ff02::12']],
  ['both', [v4, v6], ['10.0.0.1 > 224.0.0.18', 'fe80::1 > ff02::12']],
  ['unicast', [{ ...v4, transport: 'unicast' }, v6], ['10.0.0.1 > 10.0.0.2', 'fe80::1 > ff02::12']],
  ['unicast over IPv6', [{ ...v6, transport: 'unicast' }], ['fe80::1 > fe80::2']],
])(
  'what a lab of %s sends leaves from where its adverts would, to where they go',
  (_name, routers, probes) => {
    expect(sent(labOf(routers))).toEqual(probes);
  },
);

it('excluded VIPs are asked for in their own family', () => {
  const lab = labOf([{ ...v4, excludedVips: ['FD00:0::8/64'] }]);
  expect(vipsOf(lab, 4)).toEqual(['10.0.0.9']);
  expect(vipsOf(lab, 6)).toEqual(['fd00::8']);
});

it('a VIP is nobody’s own link-local address', () => {
  const device = { name: 'eth0', mac: null, addresses: [], ipv6: ['fe80::9/64'] };
  expect(linkLocalOf(labOf([v6]), device)).toBeNull();
  expect(linkLocalOf(labOf([v4]), device)).toBe('fe80::9');
});
