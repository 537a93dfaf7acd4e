import { describe, expect, it } from 'vitest';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import type { HostFacts } from './inspect.ts';
import { checkDistinct, checkLab, checkNode } from './node-check.ts';

const node = (name: string, host: string): LabInput['nodes'][0] => ({
  name,
  host,
  user: 'root',
  interface: 'eth0',
  auth: { kind: 'agent' },
});

const lab = labSchema.parse({
  name: 'test',
  nodes: [node('a', '10.0.0.1'), node('b', '10.0.0.2')],
  virtualRouters: [{ vrid: 7, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
});
const [first] = lab.nodes;

const facts: HostFacts = {
  machineId: '1',
  distribution: 'Debian',
  kernel: '6.1',
  machine: 'x86_64',
  bits: 64,
  init: 'systemd',
  glibc: '2.36',
  freeBytes: 1e9,
  etcFreeBytes: 1e9,
  interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24'], ipv6: [] }],
};

const codeOf = (change: Partial<HostFacts>) => {
  try {
    checkNode(lab, first, { ...facts, ...change });
    return null;
  } catch (error) {
    return (error as { problem?: { code: string } }).problem?.code;
  }
};

describe('checkNode', () => {
  it('asks of a node of keepalived what keepalived needs', () => {
    const ofKeepalived: typeof lab = { ...lab, backend: 'keepalived' };
    const foreign = { ...facts, machine: 'armv7l', bits: 32, glibc: '2.17' };
    expect(() => checkNode(ofKeepalived, first, foreign)).not.toThrow();
    expect(() => checkNode(ofKeepalived, first, { ...foreign, init: 'runit' })).toThrow('runit');
  });

  it.each([
    ['a host that fits', {}, null],
    ['the oldest glibc', { glibc: '2.28' }, null],
    ['an older glibc', { glibc: '2.27' }, 'host.unsupported'],
    ['no glibc (musl)', { glibc: '' }, 'host.unsupported'],
    ['a 32-bit host', { machine: 'i686' }, 'host.unsupported'],
    ['32-bit programs on a 64-bit kernel', { bits: 32 }, 'host.unsupported'],
    ['another init', { init: 'runit' }, 'host.unsupported'],
    ['no such interface', { interfaces: [] }, 'host.interface-missing'],
    [
      'another subnet',
      { interfaces: [{ name: 'eth0', mac: null, addresses: ['10.1.0.1/24'], ipv6: [] }] },
      'lab.vip-outside-subnet',
    ],
    [
      'a node that holds the VIP already, from the deploy before',
      { interfaces: [{ name: 'eth0', mac: null, addresses: ['10.0.0.1/24', '10.0.0.9/24'], ipv6: [] }] },
      null,
    ],
  ] as const)('%s', (_name, change, code) => {
    expect(codeOf(change as Partial<HostFacts>)).toBe(code);
  });
});

describe('addresses that cannot be a VIP', () => {
  const withVip = (vip: string) => ({
    ...lab,
    virtualRouters: lab.virtualRouters.map((router) => ({ ...router, vips: [vip] })),
  });

  it.each([
    ['the network address', '10.0.0.0/24'],
    ['the broadcast address', '10.0.0.255/24'],
    ['the broadcast address, with a prefix of its own', '10.0.0.255/32'],
  ])('%s', (_name, vip) => {
    expect(() => checkNode(withVip(vip), first, facts)).toThrow(/10\.0\.0\.0\/24/);
  });

  it('of a link between two there is no edge', () => {
    const link = { interfaces: [{ name: 'eth0', mac: null, addresses: ['10.0.0.1/31'], ipv6: [] }] };
    expect(() => checkNode(withVip('10.0.0.0/32'), first, { ...facts, ...link })).not.toThrow();
  });

  it('one that two virtual routers have, whatever its prefix', () => {
    const [router] = lab.virtualRouters;
    const twice = {
      ...lab,
      virtualRouters: [...lab.virtualRouters, { ...router, vrid: 8, vips: ['10.0.0.9/32'] }],
    };
    expect(() => checkLab(twice as typeof lab)).toThrow(/10\.0\.0\.9.*7.*8/);
  });
});

it('two names of one machine are found by its machine-id', () => {
  const sites = lab.nodes.map((own) => ({ node: own, facts }));
  expect(() => checkDistinct(sites)).toThrow(/one and the same machine/);
});
