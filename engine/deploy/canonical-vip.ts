import { canonicalAddress } from '../../protocol/wire/address.ts';

/** `ADDRESS/PREFIX` as ip(8) writes it (RFC 5952 for IPv6); what is no address stays as it is. */
export function canonicalVip(vip: string): string {
  const [address = '', ...prefix] = vip.split('/');
  return [canonical(address), ...prefix].join('/');
}

/** `INTERFACE ADDRESS/PREFIX` likewise. */
export function canonicalVipLine(line: string): string {
  const [name = '', ...vip] = line.split(' ');
  return [name, ...vip.map(canonicalVip)].join(' ');
}

/** The address alone. */
export const addressOf = (vip: string): string => canonical(vip.split('/')[0] ?? vip);

function canonical(address: string): string {
  try {
    return canonicalAddress(address);
  } catch {
    return address;
  }
}
