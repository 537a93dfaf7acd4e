import { type AgentConfig, agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { nameChecks } from '../../protocol/lab/name-checks.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import { requireUnicastAddresses, unicastAddressOf } from '../../protocol/lab/unicast-address.ts';

/**
 * The part of a lab that one node's agent is told.
 * @throws ProblemError lab.unicast-no-address
 */
export function nodeConfig(lab: Lab, node: LabNode): AgentConfig {
  requireUnicastAddresses(lab);
  const checks = nameChecks(lab.checks);
  return agentConfigSchema.parse({
    format: 1,
    lab: lab.name,
    node: node.name,
    virtualRouters: lab.virtualRouters.map((router) => {
      const { priorities, transport, ...features } = router;
      return {
        ...features,
        version: lab.vrrpVersion,
        interface: node.interface,
        priority: priorities[node.name],
        advertIntervalMs: lab.advertIntervalMs,
        ...(transport === 'unicast' ? { unicast: unicastOf(lab, node, router) } : {}),
        track: checks.map(({ name }) => name),
      };
    }),
    checks,
    garp: lab.garp,
    startupDelayMs: lab.startupDelayMs,
  });
}

/** The other node, and this one where the lab names its address; otherwise adverts come from its interface's own. */
function unicastOf(lab: Lab, node: LabNode, router: VirtualRouter): { source?: string; peers: string[] } {
  const peers = lab.nodes
    .filter(({ name }) => name !== node.name)
    .flatMap((peer) => unicastAddressOf(peer, router) ?? []);
  const own = unicastAddressOf(node, router);
  const source = own !== null && own === node.unicastAddress ? { source: own } : {};
  return { ...source, peers };
}

/** As it stands in the file. */
export function nodeConfigText(lab: Lab, node: LabNode): string {
  return `${JSON.stringify(nodeConfig(lab, node), null, 2)}\n`;
}
