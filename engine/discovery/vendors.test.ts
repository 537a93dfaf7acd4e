import { expect, it } from 'vitest';
import { vendorOf } from './vendors.ts';

it.each([
  ['b8:27:eb:01:02:03', 'Raspberry Pi Foundation'],
  ['00:00:5e:00:01:33', 'ICANN, IANA Department'],
  ['02:00:00:00:00:01', null],
])('%s is of %s', async (mac, vendor) => {
  expect(await vendorOf(mac)).toBe(vendor);
});
