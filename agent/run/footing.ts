import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import type { InterfaceAddress, Link } from '../netlink/messages.ts';
import { portAddresses } from './port.ts';

/** Interfaces and addresses of this machine, as the kernel says. */
export interface Ground {
  links: readonly Link[];
  addresses: readonly InterfaceAddress[];
}

/** What a virtual router was set up on. */
export interface Footing {
  /** Of the interface that it is configured for. */
  index: number;
  mac: string;
  source: string;
  /** Index of its macvlan; null without a virtual MAC address. */
  vmac: number | null;
}

/**
 * Faults that say how its interface is, not how the router is: judged anew by whoever takes its place, and never handed
 * on.
 */
export const footingFaults = ['link', 'source-address', 'virtual-mac', 'set-up'] as const;
export type FootingFault = (typeof footingFaults)[number];

export interface Verdict {
  /** Why it must not lead; null where that is no reason. */
  link: string | null;
  source: string | null;
  /** Where its adverts come from; null where nothing can be. */
  address: string | null;
  /** What of that it was set up on is not there any more, where it can be set up anew; null where nothing is. */
  stale: string | null;
}

/**
 * Where adverts come from: the address that is configured, or the interface's own one. Null where the machine does not
 * have it.
 * @param vips keys of addresses that are nobody's own, see addressKey
 */
export function sourceAddress(
  { interface: name, unicast, vips: routerVips }: AgentRouterConfig,
  index: number,
  addresses: readonly InterfaceAddress[],
  vips: ReadonlySet<string>,
): string | null {
  const own = portAddresses({ name, index }, addresses, vips)[isIpv6(routerVips[0] ?? '') ? 6 : 4];
  if (unicast?.source === undefined) return own;
  const wanted = canonicalAddress(unicast.source);
  return addresses.some(({ address }) => address === wanted) ? unicast.source : null;
}

/** How a virtual router stands: whether it may lead, and whether it is to be set up anew. */
export function judgeFooting(
  config: AgentRouterConfig,
  was: Footing,
  { links, addresses }: Ground,
  vips: ReadonlySet<string>,
): Verdict {
  const { interface: name, unicast } = config;
  const link = links.find((candidate) => candidate.name === name);
  if (link === undefined) return { link: `${name} is gone`, source: null, address: null, stale: null };
  const down = link.running ? null : `${name} is down`;
  const address = sourceAddress(config, link.index, addresses, vips);
  if (address === null) {
    const source = unicast?.source
      ? `${unicast.source} is not an address of this machine`
      : `${name} has no address of its own`;
    return { link: down, source, address, stale: null };
  }
  return { link: down, source: null, address, stale: whatChanged(was, link, address, links) };
}

function whatChanged(was: Footing, link: Link, address: string, links: readonly Link[]): string | null {
  if (link.index !== was.index) return `${link.name} is another interface now`;
  if (link.mac !== was.mac) return `${link.name} has another MAC address`;
  if (address !== was.source) return `the address is ${address}, no longer ${was.source}`;
  const hasVmac = was.vmac === null || links.some(({ index }) => index === was.vmac);
  return hasVmac ? null : 'its macvlan is gone';
}

/** Whether it is configured to send from this address. */
export function isSource({ unicast }: AgentRouterConfig, address: string): boolean {
  return unicast?.source !== undefined && canonicalAddress(unicast.source) === address;
}

interface Judged {
  setFault(key: string, cause: string, reachable: boolean): void;
  clearFault(key: string, cause: string): void;
}

/** @param cause null where it is none */
export function judge(member: Judged, key: FootingFault, cause: string | null, cleared: string): void {
  if (cause === null) member.clearFault(key, cleared);
  // Where there is no link, nobody can be told.
  else member.setFault(key, cause, key !== 'link');
}
