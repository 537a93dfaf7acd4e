import { describe, expect, test } from 'vitest';
import { preflight, withNode } from '../support/preflight.ts';
import { exampleLab } from '../support/test-engine.ts';
import { setStage, tandem } from '../support/untouched-nodes.ts';
import { clientExec, nodeExec } from '../testbed/index.ts';

/** A lab whose VIPs are IPv6 is looked at as hard as one of IPv4; one of both families, for both. */

setStage();

const priorities = { 'node-a': 150, 'node-b': 100 };
const ipv6 = { vrid: 61, vips: ['fe80::100/64', 'fd77::100/64'], priorities };
const lab = exampleLab({ virtualRouters: [ipv6] });
const both = exampleLab({ virtualRouters: [...exampleLab().virtualRouters, ipv6] });

const nft = (...rule: string[]) => ['nft', ...rule];
const table = (family: string, hook: string) => [
  nft('add', 'table', family, 'house'),
  nft('add', 'chain', family, 'house', 'door', `{ type filter hook ${hook} priority 0; }`),
];
const fixed = async (node: string) =>
  (await tandem.client.call('preflight.fix', { lab: 'example', node, fix: 'allow-vrrp' }))[0];

test('on two nodes as they should be nothing fails, and nothing is left out', async () => {
  const result = await preflight(tandem, lab);
  expect(result.ok).toBe(true);
  const warned = result.checks.filter(({ status }) => status === 'warn').map(({ code }) => code);
  expect(warned).toEqual(['way-in', 'way-in']);
  for (const node of ['node-a', 'node-b'])
    expect(result.find(node, 'vrrp-passes')).toMatchObject({
      status: 'pass',
      said: { params: { target: 'ff02::12' } },
    });
  expect(result.find(null, 'vip-unused').message).toContain('fe80::100, fd77::100');
});

describe('protocol 112', () => {
  test('dropped on its way in by a table of both families: named, and let through by one click', async () => {
    const rule = nft('add', 'rule', 'inet', 'house', 'door', 'ip6', 'nexthdr', '112', 'counter', 'drop');
    const gone = [nft('delete', 'table', 'inet', 'house')];
    await withNode('node-b', [...table('inet', 'input'), rule], gone, async () => {
      // The other family is open.
      const found = (await preflight(tandem, both)).find('node-b', 'vrrp-passes');
      expect(found).toMatchObject({ status: 'fail', fix: 'allow-vrrp' });
      expect(found.said.code).toBe('vrrp-passes.blocked-in');
      expect(found.message).toMatch(/ff02::12 .* inet house door: ip6 nexthdr (112|vrrp) counter .* drop/);
      expect(await fixed('node-b')).toMatchObject({
        status: 'pass',
        said: { params: { target: '224.0.0.18, ff02::12' } },
      });
      const { stdout } = await nodeExec('node-b', nft('list', 'chain', 'inet', 'house', 'door'));
      expect(stdout).toMatch(/ip6 nexthdr (112|vrrp) accept/);
    });
  });

  test('dropped on its way out by a table of IPv6; a third host has a VIP', async () => {
    const rule = nft('add', 'rule', 'ip6', 'house', 'door', 'ip6', 'daddr', 'ff02::/16', 'drop');
    const gone = [nft('delete', 'table', 'ip6', 'house')];
    const address = ['fd77::100/64', 'dev', 'eth0'];
    const mac = (await clientExec(['cat', '/sys/class/net/eth0/address'])).stdout.trim();
    await clientExec(['ip', 'address', 'add', ...address, 'nodad']);
    try {
      await withNode('node-a', [...table('ip6', 'output'), rule], gone, async () => {
        const result = await preflight(tandem, lab);
        const found = result.find('node-b', 'vrrp-passes');
        expect(found).toMatchObject({ status: 'fail', said: { code: 'vrrp-passes.blocked-out' } });
        expect(found.message).toMatch(/ip6 house door: ip6 daddr ff02::\/16 drop/);
        expect(result.find('node-a', 'vrrp-passes').status).toBe('pass');
        expect(result.find(null, 'vip-unused')).toMatchObject({
          status: 'fail',
          said: { code: 'deploy.vip-in-use', params: { mac, vip: 'fd77::100' } },
        });
        expect(await fixed('node-b')).toMatchObject({ status: 'pass' });
      });
    } finally {
      await clientExec(['ip', 'address', 'delete', ...address]);
    }
  });
});

test('a running pair of both families is no stranger to itself', async () => {
  await tandem.save(both);
  await tandem.deploy('example');
  try {
    const result = await preflight(tandem, both);
    expect(result.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(result.find(null, 'vip-unused').status).toBe('pass');
    expect(result.find('node-a', 'vrrp-passes').status).toBe('pass');
  } finally {
    await tandem.uninstall('example');
  }
});
