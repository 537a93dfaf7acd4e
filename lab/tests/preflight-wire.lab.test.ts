import { describe, expect, test } from 'vitest';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { preflight, ThirdSpeaker, withNode } from '../support/preflight.ts';
import { exampleLab } from '../support/test-engine.ts';
import { setStage, tandem } from '../support/untouched-nodes.ts';
import { clientExec, nodeExec } from '../testbed/index.ts';

/** What is on the wire between the nodes: packet filters, and others who are there already. */

setStage();

const nft = (...rule: string[]) => ['nft', ...rule];
const table = (hook: string, policy: string) => [
  nft('add', 'table', 'inet', 'house'),
  nft('add', 'chain', 'inet', 'house', 'door', `{ type filter hook ${hook} priority 0; policy ${policy}; }`),
];
const noTable = [nft('delete', 'table', 'inet', 'house')];

describe('protocol 112', () => {
  test('dropped on its way into one node: the rule is named, one click lets it through', async () => {
    const rule = nft('add', 'rule', 'inet', 'house', 'door', 'ip', 'protocol', '112', 'counter', 'drop');
    await withNode('node-b', [...table('input', 'accept'), rule], noTable, async () => {
      const result = await preflight(tandem, exampleLab());
      const found = result.find('node-b', 'vrrp-passes');
      expect(found).toMatchObject({ status: 'fail', fix: 'allow-vrrp' });
      expect(found.said.code).toBe('vrrp-passes.blocked-in');
      expect(found.message).toMatch(/inet house door: ip protocol (112|vrrp) counter .* drop # handle \d+/);
      // The other way is open, and so is the segment.
      expect(result.find('node-a', 'vrrp-passes').status).toBe('pass');
      expect(result.find('node-b', 'same-segment').status).toBe('pass');

      const fix = { lab: 'example', node: 'node-b', fix: 'allow-vrrp' } as const;
      const [after] = await tandem.client.call('preflight.fix', fix);
      expect(after).toMatchObject({ code: 'vrrp-passes', node: 'node-b', status: 'pass' });
      const rules = async () =>
        (await nodeExec('node-b', nft('list', 'chain', 'inet', 'house', 'door'))).stdout;
      expect(await rules()).toMatch(/ip protocol (112|vrrp) accept/);
      // What one click put there goes with everything else; what was there stays.
      await tandem.uninstall('example');
      expect(await rules()).not.toContain('accept comment');
      expect(await rules()).toMatch(/ip protocol (112|vrrp) counter .* drop/);
    });
  });

  test('dropped on its way out of one node, by a chain’s policy', async () => {
    const ssh = nft('add', 'rule', 'inet', 'house', 'door', 'meta', 'l4proto', 'tcp', 'accept');
    const change = [
      ...table('output', 'accept'),
      ssh,
      nft('chain', 'inet', 'house', 'door', '{ policy drop; }'),
    ];
    await withNode('node-a', change, noTable, async () => {
      const found = (await preflight(tandem, exampleLab())).find('node-b', 'vrrp-passes');
      expect(found.said.code).toBe('vrrp-passes.blocked-out');
      expect(found.message).toContain('inet house door: policy drop');
      const fix = { lab: 'example', node: 'node-b', fix: 'allow-vrrp' } as const;
      const [after] = await tandem.client.call('preflight.fix', fix);
      expect(after).toMatchObject({ status: 'pass' });
    });
  });

  test('between unicast peers it is asked for as such', async () => {
    const rule = nft('add', 'rule', 'inet', 'house', 'door', 'ip', 'daddr', '224.0.0.18', 'drop');
    const unicast = exampleLab({
      virtualRouters: exampleLab().virtualRouters.map((router) => ({
        ...router,
        transport: 'unicast' as const,
      })),
    });
    await withNode('node-b', [...table('input', 'accept'), rule], noTable, async () => {
      const result = await preflight(tandem, unicast);
      expect(result.find('node-b', 'vrrp-passes').status).toBe('pass');
      expect(result.find('node-b', 'vrrp-passes').said.params.target).toBe('10.77.0.12');
    });
  });
});

describe('others', () => {
  test('a third speaker has the VRID', async () => {
    const third = await ThirdSpeaker.start(51, '10.77.0.200/24');
    try {
      expect((await preflight(tandem, exampleLab())).find(null, 'vrid-free')).toMatchObject({
        status: 'fail',
        said: { code: 'deploy.other-vrrp', params: { source: '10.77.0.50', vrid: 51 } },
      });
    } finally {
      await third.stop();
    }
  });

  test('a third host has the VIP', async () => {
    const lab: LabInput = exampleLab({
      virtualRouters: exampleLab().virtualRouters.map((router) => ({ ...router, vips: ['10.77.0.50/24'] })),
    });
    const mac = (await clientExec(['cat', '/sys/class/net/eth0/address'])).stdout.trim();
    expect((await preflight(tandem, lab)).find(null, 'vip-unused')).toMatchObject({
      status: 'fail',
      said: { code: 'deploy.vip-in-use', params: { mac, vip: '10.77.0.50' } },
    });
  });
});
