import { expect, it } from 'vitest';
import { toProblem } from '../../protocol/contract/problem.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import type { HostInterface } from './inspect.ts';
import { checkOwnAddresses } from './own-address.ts';
import { testLab } from './test-lab.ts';

/** As ip(8) prints them. */
function device(name: string, ...all: string[]): HostInterface {
  const isIpv6 = (entry: string) => entry.includes(':');
  const addresses = all.filter((entry) => !isIpv6(entry));
  return { name, mac: '02:00:00:00:00:01', addresses, ipv6: all.filter(isIpv6) };
}
const eth0 = (...all: string[]) => device('eth0', ...all);
const eth1 = (...all: string[]) => device('eth1', ...all);

function refused(
  interfaces: HostInterface[],
  agentVips: string[],
  vips = ['10.0.0.9/24'],
  excludedVips: string[] = [],
): unknown {
  const virtualRouters = testLab.virtualRouters.map((router) => ({ ...router, vips, excludedVips }));
  const lab = labSchema.parse({ ...testLab, virtualRouters });
  try {
    checkOwnAddresses(lab, lab.nodes[0], { interfaces }, agentVips);
    return null;
  } catch (error) {
    const { code, params } = toProblem(error);
    expect(code).toBe('lab.vip-is-node-address');
    expect(params.node).toBe('a');
    return params.vip;
  }
}

it.each([
  ['is not there', [eth0('10.0.0.1/24')], [], null],
  ['is there by the agent', [eth0('10.0.0.1/24', '10.0.0.9/24')], ['eth0 10.0.0.9/24'], null],
  ['is the host’s own', [eth0('10.0.0.1/24', '10.0.0.9/24')], [], '10.0.0.9'],
  [
    'is the host’s own beside an agent with another VIP',
    [eth0('10.0.0.9/24', '10.0.0.8/24')],
    ['eth0 10.0.0.8/24'],
    '10.0.0.9',
  ],
  ['is on another interface', [eth0(), eth1('10.0.0.9/32')], [], '10.0.0.9'],
])('a VIP that %s', (_name, interfaces, agentVips, expected) => {
  expect(refused(interfaces, agentVips)).toBe(expected);
});

it('an excluded VIP that is the host’s own', () => {
  const interfaces = [eth0('10.0.0.1/24', '10.0.0.60/24')];
  expect(refused(interfaces, [], ['10.0.0.9/24'], ['10.0.0.60/24'])).toBe('10.0.0.60');
});

const ipv6Vips = ['fe80::9/64', 'FD77:0::11/64'];
it.each([
  ['the host’s own', [eth0('fe80::1/64', 'fd77::11/64')], [], 'fd77::11'],
  ['the agent’s', [eth0('fe80::1/64', 'fd77::11/64')], ['eth0 fd77::11/64'], null],
  ['the host’s own link-local one', [eth0('fe80::9/64')], [], 'fe80::9'],
  ['a link-local one of another link', [eth0('fe80::1/64'), eth1('fe80::9/64')], [], null],
])('an IPv6 VIP, spelled otherwise, that is %s', (_name, interfaces, agentVips, expected) => {
  expect(refused(interfaces, agentVips, ipv6Vips)).toBe(expected);
});
