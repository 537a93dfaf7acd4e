import { compareAddresses, ipBytes, isAddress } from '../../../protocol/wire/address.ts';

/** Where packet rules look for an address, of either family: a prefix or a range. */

/** Of `ADDRESS/LENGTH`; false where one of them is no address, or they are of two families. */
export function isWithin(address: string, network: string, length: number): boolean {
  if (!isAddress(address) || !isAddress(network)) return false;
  const [bytes, start] = [ipBytes(address), ipBytes(network)];
  if (bytes.length !== start.length) return false;
  return bytes.every((byte, at) => {
    const bits = Math.min(8, Math.max(0, length - 8 * at));
    return (byte ^ (start[at] ?? 0)) >> (8 - bits) === 0;
  });
}

/** Both ends included. */
export function isBetween(address: string, low: string, high: string): boolean {
  if (![address, low, high].every(isAddress)) return false;
  return compareAddresses(low, address) <= 0 && compareAddresses(address, high) <= 0;
}
