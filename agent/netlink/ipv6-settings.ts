import { readFileSync, writeFileSync } from 'node:fs';

/** IPv6 has its settings of an interface in /proc alone: netlink does not set them. */
const file = (interfaceName: string, setting: string) =>
  `/proc/sys/net/ipv6/conf/${interfaceName}/${setting}`;

/** Whether packets that come in on this interface are forwarded; false where there is no IPv6. */
export function forwardsIpv6(interfaceName: string): boolean {
  try {
    return readFileSync(file(interfaceName, 'forwarding'), 'utf8').trim() !== '0';
  } catch {
    return false;
  }
}

/**
 * No addresses and no routes from router advertisements.
 * @throws Error of node:fs, EROFS where the service may not write there; ENOENT where there is no IPv6
 */
export function ignoreRouterAdvertisements(interfaceName: string): void {
  writeFileSync(file(interfaceName, 'accept_ra'), '0');
}
