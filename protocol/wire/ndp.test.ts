import { describe, expect, it } from 'vitest';
import { decodeFrame } from './decode-frame.ts';
import { unsolicitedAdvertisementFrame } from './ndp.ts';
import { hex } from './testing/hex.ts';

const mac = '00:00:5e:00:02:33';

describe('an unsolicited neighbour advertisement', () => {
  it('is the frame of RFC 4861, 4.4, byte for byte', () => {
    expect(unsolicitedAdvertisementFrame(mac, 'fe80::100', true)).toEqual(
      hex(`333300000001 00005e000233 86dd
           60000000 0020 3a ff fe800000000000000000000000000100 ff020000000000000000000000000001
           88 00 776a a0000000 fe800000000000000000000000000100 02 01 00005e000233`),
    );
  });

  it('says in its flags whether the sender is a router', () => {
    expect(unsolicitedAdvertisementFrame(mac, 'fe80::100', false)[14 + 40 + 4]).toBe(0x20);
    expect(unsolicitedAdvertisementFrame(mac, 'fe80::100', true)[14 + 40 + 4]).toBe(0xa0);
  });

  it('reads as neighbour discovery without a problem', () => {
    const bytes = unsolicitedAdvertisementFrame(mac, '2001:db8::1', false, 'fe80::b');
    const frame = decodeFrame(bytes, { no: 1, tsNs: 0n, originalLength: bytes.length });
    expect(frame).toMatchObject({
      protocol: 'ndp',
      problems: [],
      ip: { version: 6, src: 'fe80::b', dst: 'ff02::1', ttl: 255 },
      info: 'Neighbor advertisement for 2001:db8::1',
    });
  });
});
