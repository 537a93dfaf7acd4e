import { ProblemError } from '../../protocol/contract/problem.ts';
import type { RouterStatus } from '../../protocol/control/agent-messages.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import { type ControlChannel, openControlChannel } from './control-channel.ts';
import { familyOf, statusOf } from './evidence.ts';

/** One node of a pair and the line to its agent. */
export interface Side {
  node: LabNode;
  host: Host;
  channel: ControlChannel;
}

/** @throws ProblemError host.* */
export async function openSide(access: Access, lab: Lab, node: LabNode): Promise<Side> {
  const host = await access.connect(lab, node);
  try {
    return { node, host, channel: await openControlChannel(host, node.name) };
  } catch (error) {
    host.session.close();
    throw error;
  }
}

export function closeSide({ channel, host }: Side): void {
  channel.close();
  host.session.close();
}

/** In the order of the routers, all of one moment. @throws ProblemError agent.unreachable, switchover.unknown-router */
export async function reports(
  { channel, node }: Side,
  routers: readonly VirtualRouter[],
): Promise<RouterStatus[]> {
  const status = await channel.ask({ op: 'status' });
  return routers.map((router) => statusOf(status, router, node));
}

/**
 * @param withinMs later than this after now, milliseconds, the agent refuses: a node that stood still must not move
 * @throws ProblemError agent.unreachable, or the agent's refusal
 */
export async function takeOver(side: Side, router: VirtualRouter, withinMs: number): Promise<void> {
  try {
    const { nowNs } = await side.channel.ask({ op: 'status' });
    const notAfterNs = `${BigInt(nowNs) + BigInt(withinMs) * 1_000_000n}`;
    await side.channel.ask({ op: 'take-over', ...nameOf(side, router), notAfterNs });
  } catch (error) {
    // A refusal raised nothing; an answer that never came may have.
    if (!(error instanceof ProblemError) || error.problem.code === 'agent.unreachable')
      await takeBack(side, router);
    throw error;
  }
}

/** @throws ProblemError agent.unreachable, or the agent's refusal */
export async function resetPriority(side: Side, router: VirtualRouter): Promise<void> {
  await side.channel.ask({ op: 'reset-priority', ...nameOf(side, router) });
}

/** As far as the node still answers: what failed before is what is told. */
export async function takeBack(side: Side, router: VirtualRouter): Promise<void> {
  await resetPriority(side, router).catch(() => undefined);
}

const nameOf = ({ node }: Side, router: VirtualRouter) => ({
  vrid: router.vrid,
  family: familyOf(router),
  interface: node.interface,
});
