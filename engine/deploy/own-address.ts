import { fail } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { addressOf, canonicalVipLine } from './canonical-vip.ts';
import type { HostFacts } from './inspect.ts';

/**
 * An address of the lab, excluded ones included, that is on the host already must be there by an agent's doing:
 * `agentVips` is the agent's own list, which it writes before it adds the first address. Any other is the host's own
 * address, or another program's, and would be taken away from it with the agent. Throws lab.vip-is-node-address.
 * @param agentVips `INTERFACE ADDRESS/PREFIX`
 */
export function checkOwnAddresses(
  lab: Lab,
  node: LabNode,
  { interfaces }: Pick<HostFacts, 'interfaces'>,
  agentVips: readonly string[],
): void {
  const vips = new Set(
    lab.virtualRouters.flatMap((router) => [...router.vips, ...router.excludedVips].map(addressOf)),
  );
  const known = new Set(agentVips.map(canonicalVipLine));
  for (const { name, addresses, ipv6 } of interfaces)
    for (const entry of [...addresses, ...ipv6]) {
      const address = addressOf(entry);
      if (!vips.has(address) || known.has(canonicalVipLine(`${name} ${entry}`))) continue;
      // A link-local address means something on its own link only (RFC 4007, 5): every bridge may have its fe80::1.
      if (name !== node.interface && /^fe[89ab]/.test(address)) continue;
      throw fail('lab.vip-is-node-address', { vip: address, node: node.name });
    }
}
