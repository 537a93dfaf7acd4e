import { canonicalAddress } from '../wire/address.ts';

/** What the fields of a virtual router must be together; the same for a lab file and an agent's configuration. */
export interface RouterRuleInput {
  version: 2 | 3;
  vips: readonly string[];
  excludedVips: readonly string[];
  authPass?: string | undefined;
  unicast?: { source?: string | undefined; peers: readonly string[] } | undefined;
}

export interface RuleBreach {
  path: (string | number)[];
  message: string;
}

/** Addresses that fit into one advert on an Ethernet segment: (1500 - 40 - 8) / 16. */
const MAX_IPV6_VIPS = 90;

/** Of an address in text, with or without a prefix. */
export const isIpv6 = (address: string) => address.includes(':');

/** fe80::/10 (RFC 4291, 2.5.6). */
export const isLinkLocal = (address: string) => /^fe[89ab][0-9a-f]:/i.test(address);

/** Unspecified, loopback, multicast and reserved addresses (RFC 6890). */
function isNoHosts(address: string): boolean {
  if (isIpv6(address)) return address === '::' || address === '::1' || address.startsWith('ff');
  const first = Number.parseInt(address, 10);
  return first === 0 || first === 127 || first >= 224;
}

/** With its prefix: no host can have it, or it names the network or all of its hosts (RFC 1122, 3.2.1.3). */
export function isUnusableVip(cidr: string): boolean {
  const [address = '', prefix = ''] = cidr.split('/');
  if (isNoHosts(address) || prefix === '0') return true;
  const bits = 32 - Number(prefix);
  if (isIpv6(address) || bits < 2) return false;
  const host = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) % 2 ** bits;
  return host === 0 || host === 2 ** bits - 1;
}

export function intervalBreaches({
  version,
  advertIntervalMs,
}: {
  version: 2 | 3;
  advertIntervalMs: number;
}): RuleBreach[] {
  const path = ['advertIntervalMs'];
  if (version === 2 && advertIntervalMs % 1000 !== 0)
    return [{ path, message: 'VRRP v2 takes whole seconds' }];
  if (version === 3 && (advertIntervalMs % 10 !== 0 || advertIntervalMs > 40_950))
    return [{ path, message: 'VRRP v3 takes 10 to 40950 ms in steps of 10' }];
  return [];
}

/** RFC 9568, 5.2.9; RFC 3768, 5.3. */
export function addressBreaches(input: RouterRuleInput): RuleBreach[] {
  const { version, vips, excludedVips, authPass, unicast } = input;
  const breaches: RuleBreach[] = [];
  const [first = ''] = vips;
  const family6 = isIpv6(first);
  for (const [index, vip] of vips.entries())
    if (isIpv6(vip) !== family6)
      breaches.push({ path: ['vips', index], message: 'the VIPs of one virtual router are of one family' });
  if (family6) {
    if (version === 2) breaches.push({ path: ['vips', 0], message: 'IPv6 needs VRRP v3' });
    if (!isLinkLocal(first))
      breaches.push({ path: ['vips', 0], message: 'the first IPv6 VIP must be link-local (fe80::/10)' });
    if (vips.length > MAX_IPV6_VIPS)
      breaches.push({ path: ['vips'], message: `at most ${MAX_IPV6_VIPS} IPv6 VIPs fit into an advert` });
  }
  const seen = new Set<string>();
  for (const [field, list] of [['vips', vips] as const, ['excludedVips', excludedVips] as const])
    for (const [index, vip] of list.entries()) {
      const [text = vip, prefix] = vip.split('/');
      const address = canonicalAddress(text);
      if (seen.has(address)) breaches.push({ path: [field, index], message: `${address} is twice in it` });
      if (isNoHosts(address) || prefix === '0')
        breaches.push({ path: [field, index], message: `${vip} cannot be a host's address` });
      seen.add(address);
    }
  // `seen` holds the VIPs.
  for (const [index, peer] of (unicast?.peers ?? []).entries()) {
    const path = ['unicast', 'peers', index];
    if (isNoHosts(peer)) breaches.push({ path, message: `${peer} cannot be a host's address` });
    else if (seen.has(canonicalAddress(peer)))
      breaches.push({ path, message: `${peer} is a VIP, not a peer's own address` });
    else if (isIpv6(peer) !== family6)
      breaches.push({ path, message: 'peers are of the family of the VIPs' });
  }
  if (unicast?.source !== undefined && isIpv6(unicast.source) !== family6)
    breaches.push({ path: ['unicast', 'source'], message: 'the source is of the family of the VIPs' });
  if (unicast?.source !== undefined && seen.has(canonicalAddress(unicast.source)))
    breaches.push({ path: ['unicast', 'source'], message: 'the source is a VIP, which comes and goes' });
  if (authPass !== undefined && version !== 2)
    breaches.push({ path: ['authPass'], message: 'only VRRP v2 has authentication' });
  return breaches;
}
