import { expect, it } from 'vitest';
import { AddressRequests } from './address-requests.ts';
import { addAddressRequest, removeAddressRequest } from './messages.ts';

it('a request that was made before differs from a fresh one in nothing', () => {
  const requests = new AddressRequests();
  for (const [sequence, address, prefix] of [
    [7, '10.77.0.100', 24],
    [8, 'fe80::100', 64],
    [9, '10.77.0.100', 24],
    [10, '10.77.0.100', 32],
  ] as const) {
    expect(requests.add(sequence, 2, address, prefix)).toEqual(
      addAddressRequest(sequence, 2, address, prefix),
    );
    expect(requests.remove(sequence, 2, address, prefix)).toEqual(
      removeAddressRequest(sequence, 2, address, prefix),
    );
  }
});
