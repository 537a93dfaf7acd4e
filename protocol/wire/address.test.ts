import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalAddress,
  compareAddresses,
  ipBytes,
  ipv4Bytes,
  ipv6Bytes,
  ipv6Text,
  macBytes,
  macText,
} from './address.ts';
import { hex } from './testing/hex.ts';

describe('addresses', () => {
  it.each(['10.0.0', '10.0.0.256', '10.0.0.-1', '10.0.0.1.2', ''])('refuses %j as IPv4', (text) => {
    expect(() => ipv4Bytes(text)).toThrow(RangeError);
  });

  it.each(['0:1:2:3:4:5', '00:11:22:33:44', '00:11:22:33:44:gg'])('refuses %j as MAC', (text) => {
    expect(() => macBytes(text)).toThrow(RangeError);
  });

  it('compares addresses unsigned, in network order', () => {
    expect(compareAddresses('192.168.0.1', '10.255.255.255')).toBeGreaterThan(0);
    expect(compareAddresses('10.0.0.2', '10.0.0.11')).toBeLessThan(0);
    expect(compareAddresses('fe80::a', 'fe80::0:9')).toBeGreaterThan(0);
    expect(compareAddresses('fe80::A', 'fe80:0::a')).toBe(0);
    expect(compareAddresses('255.255.255.255', '::')).toBeLessThan(0);
  });

  it('writes MACs in lower case', () => {
    expect(macText(macBytes('00:00:5E:00:01:33'), 0)).toBe('00:00:5e:00:01:33');
  });

  it.each([
    ['fe800000000000000000000000000001', 'fe80::1'],
    ['00000000000000000000000000000000', '::'],
    ['20010db8000000000001000000000000', '2001:db8:0:0:1::'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ])('writes %s as RFC 5952 does', (bytes, text) => {
    expect(ipv6Text(hex(bytes), 0)).toBe(text);
  });

  it.each([
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['FE80::200:5eff:fe00:0201', 'fe80000000000000 02005efffe000201'],
    ['2001:db8:0:0:8:800:200c:417a', '20010db8000000000008 0800200c417a'],
    ['2001:DB8::8:800:200C:417A', '20010db8000000000008 0800200c417a'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['::2:3:4:5:6:7:8', '00000002000300040005000600070008'],
    ['::ffff:129.144.52.38', '00000000000000000000ffff81903426'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['1:2:3:4:5:6:1.2.3.4', '00010002000300040005000601020304'],
  ])('reads %s', (text, bytes) => {
    expect(ipv6Bytes(text)).toEqual(hex(bytes));
  });

  it.each([
    '',
    ':',
    ':::',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1::2::3',
    '12345::',
    'fe80::g',
    ':1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8:',
    'fe80::1%eth0',
    'fe80::1/64',
    '::1.2.3',
    '::1.2.3.256',
    '1.2.3.4::',
    '1.2.3.4',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
  ])('refuses %j as IPv6', (text) => {
    expect(() => ipv6Bytes(text)).toThrow(RangeError);
  });

  it('reads every address that it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(ipBytes(ipv6Text(bytes, 0))).toEqual(bytes);
      }),
    );
    expect(canonicalAddress('FE80:0:0::0001')).toBe('fe80::1');
    expect(canonicalAddress('10.0.0.1')).toBe('10.0.0.1');
  });
});
