import { describe, expect, it } from 'vitest';
import { ipv4Bytes, ipv4Number, ipv6Text, macBytes, macText } from './address.ts';
import { hex } from './testing/hex.ts';

describe('addresses', () => {
  it.each(['10.0.0', '10.0.0.256', '10.0.0.-1', '10.0.0.1.2', ''])('refuses %j as IPv4', (text) => {
    expect(() => ipv4Bytes(text)).toThrow(RangeError);
  });

  it.each(['0:1:2:3:4:5', '00:11:22:33:44', '00:11:22:33:44:gg'])('refuses %j as MAC', (text) => {
    expect(() => macBytes(text)).toThrow(RangeError);
  });

  it('compares IPv4 addresses unsigned', () => {
    expect(ipv4Number('192.168.0.1')).toBeGreaterThan(ipv4Number('10.255.255.255'));
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
});
