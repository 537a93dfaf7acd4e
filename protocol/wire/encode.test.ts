import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arpRequestFrame, gratuitousArpFrame } from './arp.ts';
import { decodeFrame } from './decode-frame.ts';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, encodeEthernet } from './ethernet.ts';
import { encodeIcmpEcho, ICMP_ECHO_REQUEST } from './icmp.ts';
import { encodeIpv4, encodeIpv6, PROTOCOL_ICMP, PROTOCOL_VRRP, pseudoHeaderOf } from './ip.ts';
import { hex, keepalivedFrames, messageOnlyFrame } from './testing/hex.ts';
import { decodeVrrp, encodeVrrp, VRRP_GROUP_V4, VRRP_GROUP_V6, type VrrpAdvert } from './vrrp.ts';

const link = { dst: '01:00:5e:00:00:12', src: '82:0f:2a:53:58:a9', etherType: ETHERTYPE_IPV4 };
const ip = { src: '10.78.0.11', dst: VRRP_GROUP_V4, ttl: 255, protocol: PROTOCOL_VRRP, tos: 0xc0 };

function advertFrame(advert: VrrpAdvert): Uint8Array {
  return encodeEthernet(link, encodeIpv4({ ...ip, identification: 1 }, encodeVrrp(advert, ip.src)));
}

const advert: VrrpAdvert = {
  version: 3,
  vrid: 51,
  priority: 150,
  addresses: ['10.78.0.100'],
  advertIntervalMs: 100,
};

const anyAddress = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => bytes.join('.'));
const anyAdvert = fc.record({
  version: fc.constantFrom(2 as const, 3 as const),
  vrid: fc.integer({ min: 1, max: 255 }),
  priority: fc.nat(255),
  addresses: fc.array(anyAddress, { minLength: 1, maxLength: 20 }),
  interval: fc.integer({ min: 1, max: 255 }),
  checksumForm: fc.constantFrom('pseudo-header' as const, 'message-only' as const),
});

describe('encoding', () => {
  it('writes keepalived’s advertisements byte for byte', () => {
    expect(advertFrame(advert)).toEqual(hex(keepalivedFrames.v3));
    expect(advertFrame({ ...advert, version: 2, advertIntervalMs: 1000 })).toEqual(hex(keepalivedFrames.v2));
    expect(advertFrame({ ...advert, checksumForm: 'message-only' })).toEqual(hex(messageOnlyFrame));
  });

  it('writes keepalived’s gratuitous ARP byte for byte', () => {
    expect(gratuitousArpFrame(link.src, '10.78.0.100')).toEqual(hex(keepalivedFrames.gratuitousArp));
  });

  it('decodes to what was encoded', () => {
    fc.assert(
      fc.property(anyAdvert, anyAddress, ({ interval, ...fields }, src) => {
        const advertIntervalMs = interval * (fields.version === 2 ? 1000 : 10);
        const message = encodeVrrp({ ...fields, advertIntervalMs }, src);
        const bytes = encodeEthernet({ ...link, vlan: 7 }, encodeIpv4({ ...ip, src }, message));
        const frame = decodeFrame(bytes, { no: 1, tsNs: 0n, originalLength: bytes.length });
        const { version, vrid, priority, addresses } = fields;
        const form = version === 2 ? 'v2' : fields.checksumForm;
        expect(frame.problems).toEqual([]);
        expect(frame.ip?.src).toBe(src);
        expect(frame.vrrp).toMatchObject({ version, vrid, priority, addresses, advertIntervalMs });
        expect(frame.vrrp?.checksum.ok).toBe(true);
        // The pseudo-header sum of 0 or 0xffff is the one case where both forms fit.
        if (src !== '0.0.0.0') expect([form, 'pseudo-header']).toContain(frame.vrrp?.checksum.form);
      }),
    );
  });

  it('writes an advertisement for IPv6, with its checksum over the pseudo-header (RFC 9568, 5.2.8)', () => {
    const source = 'fe80::b';
    const addresses = ['fe80::100', '2001:db8::100'];
    const message = encodeVrrp({ ...advert, addresses, checksumForm: 'message-only' }, source);
    expect(message).toEqual(
      hex(`31339602 000a0c4d
           fe800000000000000000000000000100 20010db8000000000000000000000100`),
    );
    const header = { src: source, dst: VRRP_GROUP_V6, hopLimit: 255, nextHeader: PROTOCOL_VRRP };
    const packet = encodeIpv6({ ...header, trafficClass: 0xc0 }, message);
    expect(packet.subarray(0, 8)).toEqual(hex('6c000000 0028 70 ff'));
    const bytes = encodeEthernet({ ...link, etherType: ETHERTYPE_IPV6 }, packet);
    const frame = decodeFrame(bytes, { no: 1, tsNs: 0n, originalLength: bytes.length });
    expect(frame.problems).toEqual([]);
    expect(frame.vrrp).toMatchObject({ addresses, checksum: { ok: true, form: 'pseudo-header' } });
  });

  it('covers another destination than the group with the checksum', () => {
    const message = encodeVrrp(advert, ip.src, '10.78.0.12');
    expect(decodeVrrp(message, pseudoHeaderOf(ip.src, '10.78.0.12', message.length)).problems).toEqual([]);
    expect(decodeVrrp(message, pseudoHeaderOf(ip.src, VRRP_GROUP_V4, message.length)).problems).toEqual([
      'checksum-bad',
    ]);
  });

  it('refuses an advertisement of two families, and VRRP v2 for IPv6', () => {
    expect(() => encodeVrrp(advert, 'fe80::b')).toThrow(RangeError);
    expect(() => encodeVrrp(advert, ip.src, 'fe80::c')).toThrow(RangeError);
    const v2 = { ...advert, version: 2 as const, addresses: ['fe80::100'] };
    expect(() => encodeVrrp(v2, 'fe80::b')).toThrow(RangeError);
  });

  it('hands out the authentication data of v2 only', () => {
    const authData = new TextEncoder().encode('secret');
    const v2 = { ...advert, version: 2 as const, advertIntervalMs: 1000, authType: 1, authData };
    const message = encodeVrrp(v2, ip.src);
    const pseudo = pseudoHeaderOf(ip.src, VRRP_GROUP_V4, message.length);
    expect(decodeVrrp(message, pseudo).authData).toEqual(hex('7365637265740000'));
    expect(decodeVrrp(encodeVrrp(advert, ip.src), pseudo).authData).toBeUndefined();
  });

  it('writes an ARP probe that no cache learns from (RFC 5227, 2.1.1)', () => {
    const bytes = arpRequestFrame(link.src, '0.0.0.0', '10.78.0.100');
    const frame = decodeFrame(bytes, { no: 1, tsNs: 0n, originalLength: bytes.length });
    expect(frame.arp).toMatchObject({ probe: true, gratuitous: false, targetIp: '10.78.0.100' });
  });

  it('writes an ICMP echo of any length with a right checksum', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff), fc.uint8Array({ maxLength: 33 }), (id, seq, data) => {
        const echo = encodeIcmpEcho({ type: ICMP_ECHO_REQUEST, id, seq, data });
        const bytes = encodeEthernet(link, encodeIpv4({ ...ip, protocol: PROTOCOL_ICMP }, echo));
        const frame = decodeFrame(bytes, { no: 1, tsNs: 0n, originalLength: bytes.length });
        expect(frame.problems).toEqual([]);
        expect(frame.icmp).toEqual({ type: 8, code: 0, id, seq });
      }),
    );
  });
});
