import { networkInterfaces } from 'node:os';
import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { parseSubnet, type Subnet, subnetContains, subnetsOverlap } from '../platform/subnet.ts';

/** The machine's interfaces with an address or without one, loopback left out. `capture` is the same for all. */
export function listInterfaces(capture: NetworkInterface['capture']): NetworkInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, entries = []]) => {
    if (entries.some((entry) => entry.internal)) return [];
    const addresses = entries
      .filter((entry) => entry.family === 'IPv4')
      .map((entry) => entry.cidr ?? entry.address);
    return [{ name, mac: entries[0]?.mac ?? null, addresses, up: true, capture }];
  });
}

/** The interface whose subnet holds the address: the one on the same segment. */
export function interfaceToward(address: string, interfaces: readonly NetworkInterface[]): string | null {
  for (const { name, addresses } of interfaces)
    for (const own of addresses) {
      const subnet = parseSubnet(own);
      if (subnet && subnetContains(subnet, address)) return name;
    }
  return null;
}

export interface Segment {
  interface: string;
  /** The own address there. */
  own: string;
  subnet: Subnet;
}

/** Where a range, or a part of it, is asked without a router between; null where all of it is behind one. */
export function segmentOf(range: Subnet, interfaces: readonly NetworkInterface[]): Segment | null {
  for (const { name, addresses } of interfaces)
    for (const address of addresses) {
      const subnet = parseSubnet(address);
      if (subnet && subnetsOverlap(subnet, range))
        return { interface: name, own: address.split('/')[0] ?? address, subnet };
    }
  return null;
}
