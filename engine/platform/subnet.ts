/** IPv4 arithmetic on unsigned 32-bit numbers. */

export function ipv4ToNumber(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
}

export function numberToIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

export interface Subnet {
  /** First address, as a number. */
  network: number;
  prefix: number;
  /** How many addresses, network and broadcast included. */
  size: number;
}

/** "10.77.0.1/24" to its subnet; null for anything that is not an IPv4 address and a prefix. */
export function parseSubnet(text: string): Subnet | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text.trim());
  if (!match) return null;
  const parts = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (parts.some((part) => part > 255) || prefix > 32) return null;
  const size = 2 ** (32 - prefix);
  const address = ipv4ToNumber(parts.join('.'));
  return { network: address - (address % size), prefix, size };
}

export function subnetContains(subnet: Subnet, address: string): boolean {
  const value = ipv4ToNumber(address);
  return value >= subnet.network && value < subnet.network + subnet.size;
}

/** Two subnets have addresses in common only where one holds the other. */
export function subnetsOverlap(one: Subnet, other: Subnet): boolean {
  const [wide, narrow] = one.size > other.size ? [one, other] : [other, one];
  return narrow.network >= wide.network && narrow.network < wide.network + wide.size;
}

export function formatSubnet(subnet: Subnet): string {
  return `${numberToIpv4(subnet.network)}/${subnet.prefix}`;
}

/** The addresses that hosts can have: without network and broadcast where the prefix leaves room for them. */
export function hostAddresses(subnet: Subnet): string[] {
  const skip = subnet.prefix <= 30 ? 1 : 0;
  return Array.from({ length: subnet.size - 2 * skip }, (_, index) =>
    numberToIpv4(subnet.network + skip + index),
  );
}
