import { describe, expect, it } from 'vitest';
import { encodeIpv4, type Ipv4Fields } from '../wire/ip.ts';
import { encodeVrrp, type VrrpAdvert } from '../wire/vrrp.ts';
import { type AdvertFilter, validateAdvert } from './validate-advert.ts';

const ip: Ipv4Fields = { src: '10.77.0.11', dst: '224.0.0.18', ttl: 255, protocol: 112 };
const advert: VrrpAdvert = {
  version: 3,
  vrid: 51,
  priority: 150,
  addresses: ['10.77.0.100'],
  advertIntervalMs: 100,
};
const v3: AdvertFilter = { version: 3, priority: 100, advertIntervalNs: 100_000_000n };
const v2: AdvertFilter = { version: 2, priority: 100, advertIntervalNs: 1_000_000_000n };

function judge(message: Uint8Array, router: AdvertFilter | undefined = v3, header: Partial<Ipv4Fields> = {}) {
  const verdict = validateAdvert(encodeIpv4({ ...ip, ...header }, message), (vrid) =>
    vrid === 51 ? router : undefined,
  );
  return 'discard' in verdict ? verdict.discard : verdict.advert;
}

function changed(message: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(message);
  copy[at] = value;
  return copy;
}

describe('RFC 9568, 7.1 and RFC 3768, 7.1: receiving', () => {
  const good = encodeVrrp(advert, ip.src);
  const goodV2 = encodeVrrp({ ...advert, version: 2, advertIntervalMs: 1000 }, ip.src);

  it('accepts v3 in both checksum forms and v2', () => {
    const accepted = { source: '10.77.0.11', priority: 150, advertIntervalNs: 100_000_000n };
    expect(judge(good)).toEqual(accepted);
    expect(judge(encodeVrrp({ ...advert, checksumForm: 'message-only' }, ip.src))).toEqual(accepted);
    expect(judge(goodV2, v2)).toEqual({ ...accepted, advertIntervalNs: 1_000_000_000n });
  });

  it('accepts another v3 interval, another list of addresses and priority 0', () => {
    expect(judge(encodeVrrp({ ...advert, advertIntervalMs: 40_950 }, ip.src))).toMatchObject({
      priority: 150,
    });
    const others = { ...advert, addresses: ['10.77.0.7', '10.77.0.8'], priority: 0 };
    expect(judge(encodeVrrp(others, ip.src))).toMatchObject({ priority: 0 });
  });

  it.each([
    ['ip-header-wrong', () => judge(good, v3, { protocol: 6 })],
    ['ttl-not-255', () => judge(good, v3, { ttl: 254 })],
    ['version-mismatch', () => judge(good, v2)],
    ['version-mismatch', () => judge(changed(good, 0, 0x41), undefined)],
    ['type-unknown', () => judge(changed(good, 0, 0x32))],
    ['length-wrong', () => judge(good.subarray(0, 7))],
    ['length-wrong', () => judge(changed(good, 3, 2))],
    ['length-wrong', () => judge(goodV2.subarray(0, 12), v2)],
    ['checksum-bad', () => judge(changed(good, 2, 151))],
    ['checksum-bad', () => judge(good, v3, { src: '10.77.0.13' })],
    ['vrid-unknown', () => judge(encodeVrrp({ ...advert, vrid: 52 }, ip.src))],
    ['we-own-the-address', () => judge(good, { ...v3, priority: 255 })],
    ['count-zero', () => judge(encodeVrrp({ ...advert, addresses: [] }, ip.src))],
    ['interval-zero', () => judge(encodeVrrp({ ...advert, advertIntervalMs: 0 }, ip.src))],
    [
      'auth-type-mismatch',
      () => judge(encodeVrrp({ ...advert, version: 2, advertIntervalMs: 1000, authType: 1 }, ip.src), v2),
    ],
    [
      'interval-mismatch',
      () => judge(encodeVrrp({ ...advert, version: 2, advertIntervalMs: 2000 }, ip.src), v2),
    ],
  ])('discards for %s', (reason, verdict) => {
    expect(verdict()).toBe(reason);
  });

  it('looks at the TTL before anything of the message', () => {
    expect(judge(changed(good, 0, 0x72), v3, { ttl: 1 })).toBe('ttl-not-255');
  });
});
