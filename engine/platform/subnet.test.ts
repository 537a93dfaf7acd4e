import { describe, expect, it } from 'vitest';
import { formatSubnet, hostAddresses, parseSubnet, subnetContains } from './subnet.ts';

function subnet(text: string) {
  const parsed = parseSubnet(text);
  if (!parsed) throw new Error(`${text} is no subnet`);
  return parsed;
}

describe('subnets', () => {
  it('are named by their first address', () => {
    expect(formatSubnet(subnet('10.77.0.13/24'))).toBe('10.77.0.0/24');
    expect(formatSubnet(subnet('255.255.255.255/0'))).toBe('0.0.0.0/0');
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.256/24', '10.0.0/24', '', 'a.b.c.d/24', '10.0.0.0/24; id'])(
    'refuses %j',
    (text) => expect(parseSubnet(text)).toBeNull(),
  );

  it('leave out network and broadcast, where there is room for them', () => {
    expect(hostAddresses(subnet('10.0.0.0/30'))).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(hostAddresses(subnet('10.0.0.0/31'))).toEqual(['10.0.0.0', '10.0.0.1']);
    expect(hostAddresses(subnet('10.0.0.7/32'))).toEqual(['10.0.0.7']);
    expect(hostAddresses(subnet('192.168.1.0/24'))).toHaveLength(254);
  });

  it('contain their own addresses, above 2^31 too', () => {
    expect(subnetContains(subnet('200.1.2.0/25'), '200.1.2.127')).toBe(true);
    expect(subnetContains(subnet('200.1.2.0/25'), '200.1.2.128')).toBe(false);
  });
});
