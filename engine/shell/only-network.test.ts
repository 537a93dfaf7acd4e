import { expect, it } from 'vitest';
import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { onlyNetwork } from './only-network.ts';

const link = (name: string, addresses: string[], up = true): NetworkInterface => ({
  name,
  mac: null,
  addresses,
  up,
  capture: { allowed: true, reason: null },
});

it('takes the only network there is, or the one of the interface that is named', () => {
  expect(
    onlyNetwork([link('eth0', ['10.77.0.1/24']), link('eth1', ['10.78.0.1/24'], false)], undefined),
  ).toBe('10.77.0.0/24');
  const two = [link('eth0', ['10.77.0.1/24']), link('eth1', ['10.78.0.1/22'])];
  expect(onlyNetwork(two, 'eth1')).toBe('10.78.0.0/22');
  expect(() => onlyNetwork(two, undefined)).toThrow('10.77.0.0/24 (eth0), 10.78.0.0/22 (eth1)');
  expect(() => onlyNetwork([link('eth0', [])], undefined)).toThrow('CIDR is missing');
});
