import { describe, expect, it } from 'vitest';
import { askedVip } from './client-probes.ts';

describe('which VIP a client asks for', () => {
  const vips = ['fe80::100', 'fd77::100'];

  it('is the first one of IPv4', () => {
    expect(askedVip(['10.77.0.100', '10.77.0.101'], 'eth0', [])).toBe('10.77.0.100');
  });

  it('is an address of IPv6 that this machine reaches without a router', () => {
    expect(askedVip(vips, 'eth0', ['fe80::1/64', 'fd77::1/64'])).toBe('fd77::100');
  });

  it('is the link-local one, on the segment, where this machine has no address beside the others', () => {
    expect(askedVip(vips, 'eth0', ['fe80::1/64', 'fd78::1/64'])).toBe('fe80::100%eth0');
  });
});
