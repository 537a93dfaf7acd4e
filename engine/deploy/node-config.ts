import { fail } from '../../protocol/contract/problem.ts';
import { type AgentConfig, agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { nameChecks } from '../../protocol/lab/name-checks.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';

/**
 * The part of a lab that one node's agent is told.
 * @throws ProblemError lab.invalid where unicast peers have no address
 */
export function nodeConfig(lab: Lab, node: LabNode): AgentConfig {
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
        ...(transport === 'unicast' ? { unicast: { peers: peerAddresses(lab, node, router) } } : {}),
        track: checks.map(({ name }) => name),
      };
    }),
    checks,
    garp: lab.garp,
    startupDelayMs: lab.startupDelayMs,
  });
}

/** The other node, by the address that the lab knows it under. */
function peerAddresses(lab: Lab, node: LabNode, router: VirtualRouter): string[] {
  const family6 = isIpv6(router.vips[0] ?? '');
  return lab.nodes.flatMap(({ name, host }, at) => {
    if (name === node.name) return [];
    const isAddress = family6 ? isIpv6(host) : /^[\d.]+$/.test(host);
    if (isAddress) return [host];
    const detail = `unicast needs the ${family6 ? 'IPv6' : 'IPv4'} address of ${name}, not ${host}`;
    throw fail('lab.invalid', { path: `nodes.${at}.host`, detail });
  });
}

/** As it stands in the file. */
export function nodeConfigText(lab: Lab, node: LabNode): string {
  return `${JSON.stringify(nodeConfig(lab, node), null, 2)}\n`;
}
