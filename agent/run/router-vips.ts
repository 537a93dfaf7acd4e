import type { AgentConfig, AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import type { VipEntry } from './vip-file.ts';
import { macvlanName } from './vmac.ts';

/** What tells one address of a machine from another: a link-local one means its link alone (RFC 4007, 6). */
export function addressKey(address: string, interfaceName: string): string {
  return /^fe[89ab]/i.test(address) ? `${address}%${interfaceName}` : address;
}

/** Where its VIPs live. */
function vipInterface(router: AgentRouterConfig): string {
  if (!router.vmac) return router.interface;
  return macvlanName(router.vrid, isIpv6(router.vips[0] ?? '') ? 6 : 4);
}

/** Advertised or not: everything that comes and goes with mastership. */
export function vipEntries(router: AgentRouterConfig): VipEntry[] {
  return [...router.vips, ...router.excludedVips].map((vip) => {
    const [address = '', prefix = '32'] = vip.split('/');
    return {
      interface: vipInterface(router),
      address: canonicalAddress(address),
      prefixLength: Number(prefix),
    };
  });
}

/** The VIPs that come and go with mastership. An owner's address that is already there is the machine's own. */
export function ownVips(
  router: AgentRouterConfig,
  present: readonly { address: string; interface: string }[],
): VipEntry[] {
  const entries = vipEntries(router);
  if (router.priority !== 255) return entries;
  const keys = new Set(present.map((entry) => addressKey(entry.address, entry.interface)));
  return entries.filter(({ address }) => !keys.has(addressKey(address, router.interface)));
}

/** An address as the kernel has it, and where. */
export interface PresentAddress {
  address: string;
  prefixLength: number;
  interface: string;
}

/**
 * Of a router's VIPs, what somebody else has put on this machine. An address for this host alone on the loopback
 * interface is none: that is how a real server of a load balancer accepts what is sent to the VIP (ipvsadm(8), direct
 * routing).
 */
export function takenBy(
  entries: readonly VipEntry[],
  { interface: name }: AgentRouterConfig,
  others: readonly PresentAddress[],
): PresentAddress | undefined {
  const keys = new Set(
    entries.flatMap((entry) => [addressKey(entry.address, entry.interface), addressKey(entry.address, name)]),
  );
  return others.find((other) => {
    const isHost = other.prefixLength === (other.address.includes(':') ? 128 : 32);
    return keys.has(addressKey(other.address, other.interface)) && !(other.interface === 'lo' && isHost);
  });
}

/** VIPs whose traffic is dropped: RFC 9568, 6.1 Accept_Mode, of which the address owner is exempt. */
export function filteredAddresses(config: AgentConfig): { interface: string; address: string }[] {
  return config.virtualRouters
    .filter(({ accept, priority }) => !accept && priority !== 255)
    .flatMap(vipEntries)
    .map(({ interface: name, address }) => ({ interface: name, address }));
}
