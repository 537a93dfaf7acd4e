import { describe, expect, it } from 'vitest';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import { checkLab } from './node-check.ts';
import { nodeConfig } from './node-config.ts';
import { testLab } from './test-lab.ts';

/** Two unicast routers, one of each family. */
function unicastLab(change: Partial<Lab['nodes'][0]>[] = [{}, {}]): Lab {
  const [router] = testLab.virtualRouters;
  const unicast = { ...router, transport: 'unicast' };
  return labSchema.parse({
    ...testLab,
    nodes: testLab.nodes.map((node, index) => ({ ...node, ...change[index] })),
    virtualRouters: [unicast, { ...unicast, vrid: 8, vips: ['fe80::9/64', 'fd00::9/64'] }],
  });
}
const addresses = [{ unicastAddress: 'fd00::1' }, { unicastAddress: 'fd00::2' }];

describe('what unicast virtual routers speak between', () => {
  it('are the hosts over IPv4, and over IPv6 what the lab names', () => {
    const lab = unicastLab(addresses);
    expect(() => checkLab(lab)).not.toThrow();
    expect(nodeConfig(lab, lab.nodes[0]).virtualRouters.map(({ unicast }) => unicast)).toMatchObject([
      { peers: ['10.0.0.2'] },
      { source: 'fd00::1', peers: ['fd00::2'] },
    ]);
  });

  it('are the named ones over IPv4 as well, where a host is a name', () => {
    const named = [
      { host: 'web-a', unicastAddress: '10.0.0.1' },
      { host: 'web-b', unicastAddress: '10.0.0.2' },
    ];
    const lab = unicastLab(named);
    const [first] = lab.virtualRouters;
    const only = { ...lab, virtualRouters: [first] } as Lab;
    expect(nodeConfig(only, only.nodes[1]).virtualRouters[0]?.unicast).toMatchObject({
      source: '10.0.0.2',
      peers: ['10.0.0.1'],
    });
  });

  it.each([
    ['no IPv6 address', [{}, {}], /unicast over IPv6, and the lab has no IPv6 address of a\./],
    ['one of one node alone', [{ unicastAddress: 'fd00::1' }, {}], /no IPv6 address of b\./],
    ['a name instead of an IPv4 address', [{ host: 'web-a' }, {}], /no IPv4 address of a\./],
  ])('is refused with %s', (_what, change, said) => {
    expect(() => checkLab(unicastLab(change))).toThrow(said);
  });

  it('is no VIP, which comes and goes, and not the same for both', () => {
    const vip = unicastLab([{ unicastAddress: 'fd00::9' }, { unicastAddress: 'fd00::2' }]);
    expect(() => checkLab(vip)).toThrow(/fd00::9/);
    expect(() => unicastLab([{ unicastAddress: 'fd00::1' }, { unicastAddress: 'fd00:0::1' }])).toThrow(
      /same/,
    );
  });
});
