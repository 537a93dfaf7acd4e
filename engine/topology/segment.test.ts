import { expect, it } from 'vitest';
import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import { createSegmentOf } from './segment.ts';

const entry = (name: string, addresses: string[]): NetworkInterface => ({
  name,
  mac: null,
  addresses,
  up: true,
  capture: { allowed: true, reason: null },
});
const interfaces = [entry('mgmt0', ['192.0.2.5/24']), entry('lan0', ['10.0.0.50/24'])];
const node = (name: string, host: string): LabInput['nodes'][0] => ({
  name,
  host,
  user: 'root',
  interface: 'eth0',
  auth: { kind: 'agent' },
});
const labWith = (vips: string[], hosts: [string, string]) =>
  labSchema.parse({
    name: 'test',
    nodes: [node('a', hosts[0]), node('b', hosts[1])],
    virtualRouters: [{ vrid: 7, vips, priorities: { a: 150, b: 100 } }],
  });
const names: [string, string] = ['pair-a', 'pair-b'];
const nowhere = () => Promise.reject(new Error('ENOTFOUND'));

it.each([
  [
    'the VIP’s, though the nodes are reached elsewhere',
    ['10.0.0.9/24'],
    ['192.0.2.11', '192.0.2.12'],
    'lan0',
  ],
  ['the nodes’, where no VIP is on one', ['fe80::9/64'], ['10.0.0.1', '10.0.0.2'], 'lan0'],
  ['none, where nothing is near', ['198.51.100.9/24'], ['203.0.113.1', '203.0.113.2'], null],
  ['the VIP’s, where a name has no address', ['10.0.0.9/24'], names, 'lan0'],
  ['none, where nothing but a name without an address is known', ['fe80::9/64'], names, null],
] as [string, string[], [string, string], string | null][])('is %s', async (_what, vips, hosts, expected) => {
  expect(await createSegmentOf(() => interfaces, nowhere)(labWith(vips, hosts))).toBe(expected);
});

it('is where a node’s name leads to', async () => {
  const segmentOf = createSegmentOf(
    () => interfaces,
    async () => '10.0.0.1',
  );
  expect(await segmentOf(labWith(['fe80::9/64'], names))).toBe('lan0');
});
