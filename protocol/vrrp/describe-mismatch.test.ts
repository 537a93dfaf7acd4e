import { expect, it } from 'vitest';
import { encodeVrrp, type VrrpAdvert } from '../wire/vrrp.ts';
import { describeMismatch } from './describe-mismatch.ts';
import type { AdvertFilter, ReceivedPacket } from './validate-advert.ts';

const source = '10.77.0.11';
const advert: VrrpAdvert = {
  version: 2,
  vrid: 51,
  priority: 150,
  addresses: ['10.77.0.100', '10.77.0.101'],
  advertIntervalMs: 2000,
  authType: 1,
  authData: new TextEncoder().encode('secret\0\0'),
};
const packet: ReceivedPacket = {
  family: 4,
  source,
  destination: '224.0.0.18',
  ttl: 254,
  message: encodeVrrp(advert, source),
  headerOk: true,
};
const router: AdvertFilter = {
  version: 3,
  priority: 100,
  advertIntervalNs: 1_000_000_000n,
  authData: null,
  unicast: { peers: new Set(['10.77.0.13']), minTtl: 255 },
  addresses: ['10.77.0.100'],
};

it.each([
  ['ttl-not-255', '254', 'at least 255'],
  ['version-mismatch', '2', '3'],
  ['transport-mismatch', 'to 224.0.0.18', 'unicast'],
  ['not-a-peer', '10.77.0.11', '10.77.0.13'],
  ['auth-type-mismatch', 'type 1', 'type 0'],
  ['interval-mismatch', '2000 ms', '1000 ms'],
  ['interval-differs', '2000 ms', '1000 ms'],
  ['addresses-differ', '10.77.0.100 10.77.0.101', '10.77.0.100'],
] as const)('%s: both sides are said', (what, theirs, ours) => {
  expect(describeMismatch(what, packet, router)).toEqual({ theirs, ours });
});

it.each(['auth-mismatch', 'checksum-bad', 'length-wrong'] as const)(
  '%s: nothing of the message is',
  (what) => {
    expect(
      describeMismatch(what, { ...packet, message: packet.message.subarray(0, 3) }, router),
    ).toBeUndefined();
  },
);

it('cuts a long list', () => {
  const addresses = Array.from({ length: 255 }, (_, at) => `10.77.1.${at}`);
  const message = encodeVrrp({ ...advert, addresses }, source);
  expect(describeMismatch('addresses-differ', { ...packet, message }, router)?.theirs).toMatch(
    / and 239 more$/,
  );
});
