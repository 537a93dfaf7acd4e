import { describe, expect, it } from 'vitest';
import { acceptTraffic, dropTraffic, filterRules } from './no-accept.ts';

const addresses = [
  { interface: 'eth0', address: '10.77.0.100' },
  { interface: 'eth0', address: '2001:db8::100' },
  { interface: 'vrrp6.51', address: 'fe80::100' },
];

describe('the filter of a router that does not accept', () => {
  it('drops per VIP, a link-local one on its interface only, and lets neighbour discovery through', () => {
    const rules = filterRules(addresses)
      .split('\n')
      .map((line) => line.trim());
    expect(rules).toEqual([
      'add table inet tandem_agent',
      'delete table inet tandem_agent',
      'table inet tandem_agent {',
      'chain input {',
      'type filter hook input priority filter; policy accept;',
      'iif "lo" accept',
      'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept',
      'ip daddr 10.77.0.100 drop',
      'ip6 daddr 2001:db8::100 drop',
      'iifname "vrrp6.51" ip6 daddr fe80::100 drop',
      '}',
      '}',
      '',
    ]);
  });

  it('is given to nft on its standard input, and taken away whether or not it is there', async () => {
    const calls: [string[], string][] = [];
    const run = async (args: string[], input: string) => void calls.push([args, input]);
    await dropTraffic(addresses, run);
    await acceptTraffic(run);
    expect(calls).toEqual([
      [['-f', '-'], filterRules(addresses)],
      [['-f', '-'], 'add table inet tandem_agent\ndelete table inet tandem_agent\n'],
    ]);
  });

  it('cannot be had without nft, and says so', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    await expect(acceptTraffic()).rejects.toThrow('nftables is not installed');
    process.env.PATH = path;
  });
});
