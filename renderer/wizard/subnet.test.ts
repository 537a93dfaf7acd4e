import { expect, test } from 'vitest';
import { addressesOf, compareIp, isInside, networkOf, suggestVip } from './subnet.ts';

test.each([
  ['10.77.0.1/24', '10.77.0.0/24'],
  ['192.168.17.130/25', '192.168.17.128/25'],
  ['10.1.2.3/8', '10.1.0.0/22'],
])('%s lies in %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('suggests .100, or the next that nobody has', () => {
  expect(suggestVip('10.77.0.0/24', [])).toBe('10.77.0.100/24');
  expect(suggestVip('10.77.0.0/24', ['10.77.0.100', '10.77.0.101'])).toBe('10.77.0.102/24');
  expect(suggestVip('10.77.0.0/29', ['10.77.0.4'])).toBe('10.77.0.5/29');
});

test('sorts by number, not by letter', () => {
  expect(['10.0.0.20', '10.0.0.3', '9.9.9.9'].sort(compareIp)).toEqual(['9.9.9.9', '10.0.0.3', '10.0.0.20']);
});

test.each([
  ['10.0.0.0/22', 1024],
  [' 10.0.0.0/16 ', 65_536],
  ['10.0.0.0/33', null],
  ['10.0.0.0', null],
  ['', null],
])('%j has %s addresses', (cidr, addresses) => {
  expect(addressesOf(cidr)).toBe(addresses);
});

test('a range lies in the subnet of an own address, or goes beyond it', () => {
  expect(isInside('10.1.4.0/22', '10.1.2.3/16')).toBe(true);
  expect(isInside('10.0.0.0/8', '10.1.2.3/16')).toBe(false);
  expect(isInside('10.2.0.0/20', '10.1.2.3/16')).toBe(false);
});

test('a suggested address lies in the network of a host that stands for it', () => {
  expect(suggestVip('10.77.0.200/24', ['10.77.0.100'])).toBe('10.77.0.101/24');
});
