import { fail } from '../../protocol/contract/problem.ts';
import { backendSchema, type Lab, type LabNode } from '../../protocol/lab/schema.ts';
import { probeShell } from '../host-facts/shell-probe.ts';
import { settleAll } from '../platform/settle-all.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { claimForAgent } from './agent-work.ts';
import { withDemoPage } from './demo-page/with-demo-page.ts';
import type { HostLock } from './host-lock.ts';
import { inStep } from './in-step.ts';
import { inspectHost } from './inspect.ts';
import { claimForKeepalived } from './keepalived/work.ts';
import { checkDistinct, checkNode } from './node-check.ts';
import type { Claim, ClaimContext, NodeWork, Visited } from './node-work.ts';
import { backendMarks, checkBackend } from './other-backend.ts';

export interface OpenParts extends Omit<ClaimContext, 'lab'> {
  access: Access;
  /** Takes the host's lock. */
  lock(host: Host): Promise<HostLock>;
  /** Undoes what opening did, last first; also when opening fails half way. */
  cleanUp: (() => void | Promise<void>)[];
}

const claims: Record<Lab['backend'], Claim> = {
  'tandem-agent': claimForAgent,
  keepalived: claimForKeepalived,
};

/**
 * Connects to both nodes, makes sure that they are two machines (one machine under two addresses would refuse its own
 * lock), then locks and checks each. Nothing has been changed when this resolves or rejects.
 */
export async function openNodes(
  parts: OpenParts,
  lab: Lab,
  nodes: readonly LabNode[],
  voice: TaskVoice,
): Promise<NodeWork[]> {
  const visited = await settleAll(nodes.map((node) => visit(parts, lab, node, voice)));
  checkDistinct(visited);
  return settleAll(visited.map((entry) => claim(parts, lab, entry, voice)));
}

function visit(parts: OpenParts, lab: Lab, node: LabNode, voice: TaskVoice): Promise<Visited> {
  return inStep(voice, node.name, 'connect', async () => {
    const host = await parts.access.connect(lab, node);
    parts.cleanUp.push(() => host.session.close());
    await checkShell(host, node);
    const facts = await inspectHost(host);
    voice.log(
      node.name,
      `${facts.distribution}, kernel ${facts.kernel}, ${facts.machine}, glibc ${facts.glibc}`,
    );
    return { node, host, facts };
  });
}

/** What a start-up file prints would be read as the answer of every command. */
async function checkShell({ session, address }: Host, { user }: LabNode): Promise<void> {
  const { noise } = await probeShell(session);
  if (noise !== '') throw fail('host.shell-noisy', { user, host: address, text: noise });
}

async function backendsOn(host: Host): Promise<Lab['backend'][]> {
  const found: Lab['backend'][] = [];
  for (const backend of backendSchema.options)
    if ((await host.run(['test', '-e', backendMarks[backend]])).status === 0) found.push(backend);
  return found;
}

function claim(parts: OpenParts, lab: Lab, visited: Visited, voice: TaskVoice): Promise<NodeWork> {
  const { node } = visited;
  return inStep(voice, node.name, 'inspect', async () => {
    const { host, release } = await parts.lock(visited.host);
    parts.cleanUp.push(release);
    // Read again now that nobody else changes it.
    const facts = await inspectHost(host);
    checkNode(lab, node, facts);
    checkBackend(lab, node, await backendsOn(host));
    return withDemoPage(await claims[lab.backend]({ node, host, facts }, { ...parts, lab }), lab);
  });
}
