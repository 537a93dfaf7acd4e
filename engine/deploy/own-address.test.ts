import { expect, it } from 'vitest';
import { toProblem } from '../../protocol/contract/problem.ts';
import type { HostFacts, HostInterface } from './inspect.ts';
import { checkOwnAddresses } from './own-address.ts';
import { testLab } from './test-lab.ts';

const eth0 = (addresses: string[]): HostInterface => ({ name: 'eth0', mac: '02:00:00:00:00:01', addresses });
const eth1 = (addresses: string[]): HostInterface => ({ name: 'eth1', mac: '02:00:00:00:00:02', addresses });

function refusal(interfaces: HostInterface[], agentVips: string[]) {
  try {
    checkOwnAddresses(testLab, { interfaces } as HostFacts, agentVips);
    return null;
  } catch (error) {
    const { code, params } = toProblem(error);
    return { code, mac: params.mac };
  }
}

const refusedBy = (mac: string) => ({ code: 'deploy.vip-in-use', mac });

it.each([
  ['is not there', [eth0(['10.0.0.1/24'])], [], null],
  ['is there by the agent', [eth0(['10.0.0.1/24', '10.0.0.9/24'])], ['eth0 10.0.0.9/24'], null],
  ['is the host’s own', [eth0(['10.0.0.1/24', '10.0.0.9/24'])], [], refusedBy('02:00:00:00:00:01')],
  [
    'is the host’s own beside an agent with another VIP',
    [eth0(['10.0.0.9/24', '10.0.0.8/24'])],
    ['eth0 10.0.0.8/24'],
    refusedBy('02:00:00:00:00:01'),
  ],
  ['is on another interface', [eth0([]), eth1(['10.0.0.9/32'])], [], refusedBy('02:00:00:00:00:02')],
])('a VIP that %s', (_name, interfaces, agentVips, expected) => {
  expect(refusal(interfaces, agentVips)).toEqual(expected);
});
