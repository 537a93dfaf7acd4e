import { isIpv6 } from '../../../protocol/lab/router-rules.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import { VRRP_GROUP_V4, VRRP_GROUP_V6 } from '../../../protocol/wire/vrrp.ts';
import { addressOf } from '../../deploy/canonical-vip.ts';
import type { HostInterface } from '../../deploy/inspect.ts';
import { allVips, familyOf } from '../../topology/evidence.ts';
import type { Visited } from '../visit.ts';
import type { SentProbe } from './observation.ts';
import { probePayload } from './probe-packet.ts';

/** What is asked of the wire, and from where: all of it is in the lab and in the facts of its hosts. */

/** Excluded ones too, which may be of another family than the adverts. */
export function vipsOf(lab: Lab, family: 4 | 6): string[] {
  return lab.virtualRouters
    .flatMap(allVips)
    .filter((vip) => isIpv6(vip) === (family === 6))
    .map(addressOf);
}

export function deviceOf({ node, facts }: Visited): HostInterface | undefined {
  return facts.interfaces.find(({ name }) => name === node.interface);
}

/** The address that IPv6 adverts leave from (RFC 9568, 5.1.2.1): the first that is no VIP. Null where there is none. */
export function linkLocalOf(lab: Lab, device: HostInterface | undefined): string | null {
  const vips = vipsOf(lab, 6);
  const own = device?.ipv6.map(addressOf).find((address) => isLinkLocal(address) && !vips.includes(address));
  return own ?? null;
}

const isLinkLocal = (address: string) => /^fe[89ab][0-9a-f]:/.test(address);

export function probesOf(lab: Lab, site: Visited, peer: Visited): SentProbe[] {
  const families = [4, 6] as const;
  return families
    .filter((family) => lab.virtualRouters.some((router) => familyOf(router) === family))
    .map((family) => ({
      family,
      source: sourceOf(lab, site, family),
      target: targetOf(lab, peer, family),
      payload: probePayload(),
    }));
}

function sourceOf(lab: Lab, site: Visited, family: 4 | 6): string {
  return ownAddress(lab, site, family) || site.node.host;
}

/** Of unicast routers the peer, by an address of its interface. */
function targetOf(lab: Lab, peer: Visited, family: 4 | 6): string {
  const group = family === 4 ? VRRP_GROUP_V4 : VRRP_GROUP_V6;
  return (isAllUnicast(lab, family) && ownAddress(lab, peer, family)) || group;
}

const isAllUnicast = ({ virtualRouters }: Lab, family: 4 | 6) =>
  virtualRouters
    .filter((router) => familyOf(router) === family)
    .every(({ transport }) => transport === 'unicast');

/**
 * The interface's first IPv4 address, which the kernel sends from, or its link-local one; of unicast routers the one that
 * the lab names. Empty where it has none.
 */
function ownAddress(lab: Lab, site: Visited, family: 4 | 6): string {
  const { unicastAddress = '' } = site.node;
  const isGiven = unicastAddress !== '' && isIpv6(unicastAddress) === (family === 6);
  if (isGiven && isAllUnicast(lab, family)) return addressOf(unicastAddress);
  const device = deviceOf(site);
  return (family === 6 ? linkLocalOf(lab, device) : addressOf(device?.addresses[0] ?? '')) ?? '';
}
