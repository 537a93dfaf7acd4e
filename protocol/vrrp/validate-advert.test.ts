import { describe, expect, it } from 'vitest';
import { encodeVrrp, type VrrpAdvert } from '../wire/vrrp.ts';
import {
  type AdvertFilter,
  type AdvertListener,
  type ReceivedPacket,
  validateAdvert,
} from './validate-advert.ts';

const source = '10.77.0.11';
const group = '224.0.0.18';
const advert: VrrpAdvert = {
  version: 3,
  vrid: 51,
  priority: 150,
  addresses: ['10.77.0.100'],
  advertIntervalMs: 100,
};
const v3: AdvertFilter = {
  version: 3,
  priority: 100,
  advertIntervalNs: 100_000_000n,
  authData: null,
  unicast: null,
  addresses: ['10.77.0.100'],
};
const v2: AdvertFilter = { ...v3, version: 2, advertIntervalNs: 1_000_000_000n };
const secret = Uint8Array.from([...'secret'].map((letter) => letter.charCodeAt(0)).concat([0, 0]));
const toPeer: AdvertFilter = { ...v3, unicast: { peers: new Set([source]), minTtl: 255 } };
const own = '10.77.0.12';

const listening = (filter: AdvertFilter): AdvertListener => ({ filter, lastAccepted: null });

function verdict(
  message: Uint8Array,
  listener: AdvertFilter | AdvertListener | undefined = v3,
  changes: Partial<ReceivedPacket> = {},
) {
  const router = listener && !('filter' in listener) ? listening(listener) : listener;
  const packet = { family: 4, source, destination: group, ttl: 255, message, headerOk: true } as const;
  return validateAdvert({ ...packet, ...changes }, (vrid) => (vrid === 51 ? router : undefined));
}

function judge(...input: Parameters<typeof verdict>) {
  const result = verdict(...input);
  return 'discard' in result ? result.discard : result.advert;
}

function remarks(...input: Parameters<typeof verdict>) {
  const result = verdict(...input);
  return 'discard' in result ? result.discard : result.remarks;
}

function changed(message: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(message);
  copy[at] = value;
  return copy;
}

describe('RFC 9568, 7.1 and RFC 3768, 7.1: receiving', () => {
  const good = encodeVrrp(advert, source);
  const second: VrrpAdvert = { ...advert, version: 2, advertIntervalMs: 1000 };
  const goodV2 = encodeVrrp(second, source);
  const unicast = encodeVrrp(advert, source, own);

  it('accepts v3 in both checksum forms and v2', () => {
    const accepted = { source, priority: 150, advertIntervalNs: 100_000_000n };
    expect(judge(good)).toEqual(accepted);
    expect(judge(encodeVrrp({ ...advert, checksumForm: 'message-only' }, source))).toEqual(accepted);
    expect(judge(goodV2, v2)).toEqual({ ...accepted, advertIntervalNs: 1_000_000_000n });
  });

  it('accepts priority 0', () => {
    expect(judge(encodeVrrp({ ...advert, priority: 0 }, source))).toMatchObject({ priority: 0 });
  });

  it('accepts another v3 interval and another list of addresses, and says so', () => {
    expect(remarks(good)).toEqual([]);
    expect(remarks(encodeVrrp({ ...advert, advertIntervalMs: 40_950 }, source))).toEqual([
      'interval-differs',
    ]);
    const others = { ...advert, addresses: ['10.77.0.7', '10.77.0.8'] };
    expect(remarks(encodeVrrp(others, source))).toEqual(['addresses-differ']);
  });

  it('does not mind the order of the addresses', () => {
    const listed = { ...advert, addresses: ['10.77.0.8', '10.77.0.7'] };
    expect(remarks(encodeVrrp(listed, source), { ...v3, addresses: ['10.77.0.7', '10.77.0.8'] })).toEqual([]);
  });

  it('accepts IPv6 with its pseudo-header', () => {
    const address = 'fe80::100';
    const message = encodeVrrp({ ...advert, addresses: [address] }, 'fe80::a', 'ff02::12');
    const packet = { family: 6, source: 'fe80::a', destination: 'ff02::12' } as const;
    expect(judge(message, { ...v3, addresses: [address] }, packet)).toMatchObject({ source: 'fe80::a' });
    expect(judge(message, v3, { ...packet, source: 'fe80::b' })).toBe('checksum-bad');
  });

  it('accepts the right password (RFC 2338, 5.3.6)', () => {
    const message = encodeVrrp({ ...second, authType: 1, authData: secret }, source);
    expect(judge(message, { ...v2, authData: secret })).toMatchObject({ priority: 150 });
  });

  it('accepts a unicast peer, from as far away as it is told', () => {
    expect(judge(unicast, toPeer, { destination: own })).toMatchObject({ priority: 150 });
    const far = { ...toPeer, unicast: { peers: new Set([source]), minTtl: 250 } };
    expect(judge(unicast, far, { destination: own, ttl: 251 })).toMatchObject({ priority: 150 });
  });

  it.each([
    ['ip-header-wrong', () => judge(good, v3, { headerOk: false })],
    ['ip-header-wrong', () => judge(encodeVrrp(advert, '0.0.0.0'), v3, { source: '0.0.0.0' })],
    ['ttl-not-255', () => judge(good, v3, { ttl: 254 })],
    ['version-mismatch', () => judge(good, v2)],
    ['version-mismatch', () => judge(changed(good, 0, 0x41), undefined)],
    ['type-unknown', () => judge(changed(good, 0, 0x32))],
    ['length-wrong', () => judge(good.subarray(0, 7))],
    ['length-wrong', () => judge(changed(good, 3, 2))],
    ['length-wrong', () => judge(goodV2.subarray(0, 12), v2)],
    ['checksum-bad', () => judge(changed(good, 2, 151))],
    ['checksum-bad', () => judge(good, v3, { source: '10.77.0.13' })],
    ['vrid-unknown', () => judge(encodeVrrp({ ...advert, vrid: 52 }, source))],
    ['transport-mismatch', () => judge(good, toPeer)],
    ['transport-mismatch', () => judge(unicast, v3, { destination: own })],
    [
      'transport-mismatch',
      () => judge(encodeVrrp(advert, source, '224.0.0.1'), v3, { destination: '224.0.0.1' }),
    ],
    [
      'transport-mismatch',
      () => {
        const packet = { family: 6, source: 'fe80::a', destination: 'ff02::1' } as const;
        const message = encodeVrrp({ ...advert, addresses: ['fe80::100'] }, 'fe80::a', 'ff02::1');
        return judge(message, v3, packet);
      },
    ],
    [
      'not-a-peer',
      () => judge(encodeVrrp(advert, '10.77.0.13', own), toPeer, { source: '10.77.0.13', destination: own }),
    ],
    ['ttl-not-255', () => judge(unicast, toPeer, { destination: own, ttl: 254 })],
    ['we-own-the-address', () => judge(good, { ...v3, priority: 255 })],
    ['count-zero', () => judge(encodeVrrp({ ...advert, addresses: [] }, source))],
    ['interval-zero', () => judge(encodeVrrp({ ...advert, advertIntervalMs: 0 }, source))],
    ['auth-type-mismatch', () => judge(encodeVrrp({ ...second, authType: 1 }, source), v2)],
    ['auth-type-mismatch', () => judge(goodV2, { ...v2, authData: secret })],
    [
      'auth-mismatch',
      () => judge(encodeVrrp({ ...second, authType: 1 }, source), { ...v2, authData: secret }),
    ],
    ['interval-mismatch', () => judge(encodeVrrp({ ...second, advertIntervalMs: 2000 }, source), v2)],
  ])('discards for %s', (reason, result) => {
    expect(result()).toBe(reason);
  });

  it('looks at the TTL before anything of the message', () => {
    expect(judge(changed(good, 0, 0x72), v3, { ttl: 1 })).toBe('ttl-not-255');
  });
});

describe('a packet that repeats the one before', () => {
  const message = encodeVrrp(advert, source, group);

  it('is judged as that one was', () => {
    const router = listening(v3);
    const first = verdict(message, router);
    expect(verdict(message.slice(), router)).toEqual(first);
  });

  it('is judged anew once the virtual router is another one', () => {
    const router = listening(v3);
    judge(message, router);
    router.filter = { ...v3, priority: 255 };
    expect(judge(message, router)).toBe('we-own-the-address');
    router.filter = { ...v3, version: 2 };
    expect(judge(message, router)).toBe('version-mismatch');
  });

  it.each([{ ttl: 254 }, { headerOk: false }, { source: '10.77.0.13' }, { destination: own }])(
    'counts for nothing where %o differs',
    (changes) => {
      const router = listening(v3);
      judge(message, router);
      const alone = verdict(message, listening(v3), changes);
      expect(verdict(message, router, changes)).toEqual({ ...alone, router });
    },
  );
});
