import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { type AgentArchive, findArchive } from './archive.ts';
import { type Before, readBefore } from './before.ts';
import { lockHost } from './host-lock.ts';
import { inStep } from './in-step.ts';
import { type HostFacts, inspectHost } from './inspect.ts';
import { checkDistinct, checkNode } from './node-check.ts';
import { checkOwnAddresses } from './own-address.ts';

/** A node that answers; nothing of it is locked or changed. */
interface Visited {
  node: LabNode;
  host: Host;
  facts: HostFacts;
}

/** One node while it is being worked on. */
export interface Site extends Visited {
  archive: AgentArchive;
  before: Before;
  touched: boolean;
}

export interface SiteParts {
  access: Access;
  archiveFolder: string;
  /** Undoes what opening did, last first; also when opening fails half way. */
  cleanUp: (() => void | Promise<void>)[];
}

/**
 * Connects to both nodes, makes sure that they are two machines (one machine under two addresses would refuse its own
 * lock), then locks and checks each. Nothing has been changed when this resolves or rejects.
 */
export async function openSites(
  parts: SiteParts,
  lab: Lab,
  nodes: readonly LabNode[],
  voice: TaskVoice,
): Promise<Site[]> {
  const visited: Visited[] = [];
  for (const node of nodes) visited.push(await visit(parts, lab, node, voice));
  checkDistinct(visited);
  const sites: Site[] = [];
  for (const entry of visited) sites.push(await claim(parts, lab, entry, voice));
  return sites;
}

function visit(parts: SiteParts, lab: Lab, node: LabNode, voice: TaskVoice): Promise<Visited> {
  return inStep(voice, node.name, 'connect', async () => {
    const host = await parts.access.connect(lab, node);
    parts.cleanUp.push(() => host.session.close());
    const facts = await inspectHost(host);
    voice.log(
      node.name,
      `${facts.distribution}, kernel ${facts.kernel}, ${facts.machine}, glibc ${facts.glibc}`,
    );
    return { node, host, facts };
  });
}

function claim(parts: SiteParts, lab: Lab, visited: Visited, voice: TaskVoice): Promise<Site> {
  const { node, host } = visited;
  return inStep(voice, node.name, 'inspect', async () => {
    parts.cleanUp.push(await lockHost(host));
    // Read again now that nobody else changes it.
    const facts = await inspectHost(host);
    checkNode(lab, node, facts);
    const archive = findArchive(parts.archiveFolder, facts.machine);
    const before = await readBefore(host);
    checkOwnAddresses(lab, facts, before.agentVips);
    return { node, host, facts, archive, before, touched: false };
  });
}
