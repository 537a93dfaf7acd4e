import type { AgentConfig, AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import type { VipEntry } from './vip-file.ts';

/** Advertised or not: everything that comes and goes with mastership. */
export function vipEntries(router: AgentRouterConfig): VipEntry[] {
  return [...router.vips, ...router.excludedVips].map((vip) => {
    const [address = '', prefix = '32'] = vip.split('/');
    return {
      interface: router.interface,
      address: canonicalAddress(address),
      prefixLength: Number(prefix),
    };
  });
}

/** The VIPs that come and go with mastership. An owner's address that is already there is the machine's own. */
export function ownVips(router: AgentRouterConfig, present: readonly { address: string }[]): VipEntry[] {
  const entries = vipEntries(router);
  if (router.priority !== 255) return entries;
  return entries.filter((entry) => !present.some(({ address }) => address === entry.address));
}

/** Every VIP of a node. */
export function vipSet(config: AgentConfig): Set<string> {
  return new Set(config.virtualRouters.flatMap((router) => vipEntries(router).map(({ address }) => address)));
}
