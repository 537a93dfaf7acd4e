import { fail } from '../../protocol/contract/problem.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { HostFacts } from './inspect.ts';

/**
 * A VIP that is on the host already must be there by an agent's doing: `agentVips` is the agent's own list, which it
 * writes before it adds the first address. Any other is the host's own address, or another program's, and would be
 * taken away from it with the agent. Throws deploy.vip-in-use.
 */
export function checkOwnAddresses(lab: Lab, facts: HostFacts, agentVips: readonly string[]): void {
  const addressOf = (entry: string) => entry.split('/')[0] ?? entry;
  const vips = lab.virtualRouters.flatMap((router) => router.vips.map(addressOf));
  for (const { name, mac, addresses } of facts.interfaces)
    for (const entry of addresses)
      if (vips.includes(addressOf(entry)) && !agentVips.includes(`${name} ${entry}`))
        throw fail('deploy.vip-in-use', { mac: mac ?? name, vip: addressOf(entry) });
}
