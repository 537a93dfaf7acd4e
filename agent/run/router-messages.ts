import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { encodeVrrp } from '../../protocol/wire/vrrp.ts';

/** Where a virtual router speaks from and to. */
export interface RouterSite {
  family: 4 | 6;
  /** The interface's primary IPv4 or its link-local IPv6 address. */
  source: string;
  /** The group, or the unicast peers. */
  destinations: readonly string[];
}

const V2_AUTH_LENGTH = 8;

/** The advertised addresses, in the order of the configuration. */
export function vipAddresses({ vips }: AgentRouterConfig): string[] {
  return vips.map((vip) => vip.split('/')[0] ?? vip);
}

/** RFC 2338, 5.3.6.1: the password, filled up with zeros; null without one. */
export function authData({ authPass }: AgentRouterConfig): Uint8Array | null {
  if (authPass === undefined) return null;
  const data = new Uint8Array(V2_AUTH_LENGTH);
  data.set(new TextEncoder().encode(authPass).subarray(0, V2_AUTH_LENGTH));
  return data;
}

/** One message for each destination: the checksum covers it. */
export function advertMessages(config: AgentRouterConfig, site: RouterSite, priority: number): Uint8Array[] {
  const { vrid, version, advertIntervalMs, checksumForm } = config;
  const data = authData(config);
  const advert = {
    version,
    vrid,
    priority,
    addresses: vipAddresses(config),
    advertIntervalMs,
    checksumForm,
    ...(data === null ? {} : { authType: 1, authData: data }),
  };
  return site.destinations.map((destination) => encodeVrrp(advert, site.source, destination));
}
