import { type AgentConfig, agentConfigSchema } from '../../protocol/control/agent-config.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';

/** The part of a lab that one node's agent is told. */
export function nodeConfig(lab: Lab, node: LabNode): AgentConfig {
  return agentConfigSchema.parse({
    format: 1,
    lab: lab.name,
    node: node.name,
    virtualRouters: lab.virtualRouters.map((router) => ({
      vrid: router.vrid,
      version: lab.vrrpVersion,
      interface: node.interface,
      priority: router.priorities[node.name],
      advertIntervalMs: lab.advertIntervalMs,
      vips: router.vips,
      preempt: router.preempt,
      preemptDelayMs: router.preemptDelayMs,
    })),
  });
}

/** As it stands in the file. */
export function nodeConfigText(lab: Lab, node: LabNode): string {
  return `${JSON.stringify(nodeConfig(lab, node), null, 2)}\n`;
}
