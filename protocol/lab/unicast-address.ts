import { fail } from '../contract/problem.ts';
import { isIpv6 } from './router-rules.ts';
import type { Lab, LabNode, VirtualRouter } from './schema.ts';

const isIpv4 = (text: string) => /^\d+(\.\d+){3}$/.test(text);

/**
 * The node's address that a unicast virtual router speaks from and is spoken to, of the family of its VIPs: what the lab
 * says, or the address that the node is reached at. Null where neither is one.
 */
export function unicastAddressOf(
  { host, unicastAddress }: Pick<LabNode, 'host' | 'unicastAddress'>,
  { vips }: Pick<VirtualRouter, 'vips'>,
): string | null {
  const isOfFamily = isIpv6(vips[0] ?? '') ? isIpv6 : isIpv4;
  return [unicastAddress ?? '', host].find(isOfFamily) ?? null;
}

/** Throws lab.unicast-no-address where a unicast virtual router does not know both nodes' addresses. */
export function requireUnicastAddresses({ nodes, virtualRouters }: Lab): void {
  for (const router of virtualRouters) {
    if (router.transport !== 'unicast') continue;
    for (const node of nodes)
      if (unicastAddressOf(node, router) === null)
        throw fail('lab.unicast-no-address', {
          vrid: router.vrid,
          family: isIpv6(router.vips[0] ?? '') ? 'IPv6' : 'IPv4',
          node: node.name,
        });
  }
}
