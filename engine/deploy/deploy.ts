import { fail, toProblem } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { configure, startAgent } from './activate.ts';
import { readJournal } from './agent-status.ts';
import { type AgentArchive, findArchive } from './archive.ts';
import { type Before, readBefore, restore } from './before.ts';
import { lockHost } from './host-lock.ts';
import { type HostFacts, inspectHost } from './inspect.ts';
import { checkDistinct, checkLab, checkNode } from './node-check.ts';
import { nodeConfigText } from './node-config.ts';
import { hasArchive, pushArchive } from './push.ts';
import { checkVipsUnused, type Strangers } from './strangers.ts';
import { verifyNode, verifyPair, type WireVerifier } from './verify.ts';

export interface DeployParts {
  access: Access;
  archiveFolder: string;
  strangers: Strangers;
  wire: WireVerifier;
}

/** One node while it is being worked on. */
interface Site {
  node: LabNode;
  host: Host;
  facts: HostFacts;
  archive: AgentArchive;
  before: Before;
  touched: boolean;
}

/**
 * Puts the agent on both nodes: checks everything first, pushes to both, then starts the standby and after it the
 * preferred master. Any failure puts back every node that was touched and rejects with the Problem that caused it.
 */
export async function deploy(parts: DeployParts, lab: Lab, voice: TaskVoice): Promise<void> {
  checkLab(lab);
  const cleanUp: (() => void | Promise<void>)[] = [];
  const sites: Site[] = [];
  const listening = parts.strangers.listen(lab);
  cleanUp.push(listening.stop);
  try {
    for (const node of standbyFirst(lab)) sites.push(await openSite(parts, lab, node, voice, cleanUp));
    checkDistinct(sites);
    await Promise.all(sites.map((site) => upload(site, voice)));
    await inStep(voice, null, 'check-segment', async () => {
      const ownSources = sites.filter((site) => site.before.active).map((site) => site.node.host);
      await listening.expectNone(ownSources, voice.signal);
      for (const site of sites)
        await checkVipsUnused(site.host, site.archive.sha256, site.node, lab, ownMacs(sites));
    });
    for (const site of sites) await activate(site, lab, voice);
    await inStep(voice, null, 'verify-pair', async () => {
      const detail = await verifyPair(sites, lab, parts.wire, voice.signal);
      voice.log(null, detail);
    });
  } catch (error) {
    await rollBack(sites, voice, error);
    throw error;
  } finally {
    for (const run of cleanUp.reverse()) await run();
  }
}

function standbyFirst(lab: Lab): LabNode[] {
  const priority = (node: LabNode, router: VirtualRouter | undefined) => router?.priorities[node.name] ?? 0;
  const [router] = lab.virtualRouters;
  return lab.nodes.toSorted((a, b) => priority(a, router) - priority(b, router));
}

function ownMacs(sites: readonly Site[]): string[] {
  return sites.flatMap((site) => site.facts.interfaces.flatMap((entry) => entry.mac ?? []));
}

async function inStep<T>(
  voice: TaskVoice,
  node: string | null,
  step: string,
  work: () => Promise<T>,
): Promise<T> {
  if (voice.signal.aborted) throw fail('request.cancelled');
  voice.step({ node, step, state: 'running' });
  try {
    const result = await work();
    voice.step({ node, step, state: 'done' });
    return result;
  } catch (error) {
    voice.step({ node, step, state: 'failed', detail: toProblem(error).message });
    throw error;
  }
}

async function openSite(
  parts: DeployParts,
  lab: Lab,
  node: LabNode,
  voice: TaskVoice,
  cleanUp: (() => void | Promise<void>)[],
): Promise<Site> {
  const host = await inStep(voice, node.name, 'connect', () => parts.access.connect(lab, node));
  cleanUp.push(() => host.session.close());
  return inStep(voice, node.name, 'inspect', async () => {
    cleanUp.push(await lockHost(host));
    const facts = await inspectHost(host);
    voice.log(
      node.name,
      `${facts.distribution}, kernel ${facts.kernel}, ${facts.machine}, glibc ${facts.glibc}`,
    );
    checkNode(lab, node, facts);
    const archive = findArchive(parts.archiveFolder, facts.machine);
    return { node, host, facts, archive, before: await readBefore(host), touched: false };
  });
}

async function upload(site: Site, voice: TaskVoice): Promise<void> {
  const { host, archive, node, facts } = site;
  if (await hasArchive(host, archive)) {
    voice.step({
      node: node.name,
      step: 'upload',
      state: 'skipped',
      detail: 'this very agent is there already',
    });
    return;
  }
  await inStep(voice, node.name, 'upload', async () => {
    site.touched = true;
    const onSent = (bytes: number) =>
      voice.step({ node: node.name, step: 'upload', state: 'running', bytes, totalBytes: archive.bytes });
    await pushArchive(host, archive, { freeBytes: facts.freeBytes, onSent, signal: voice.signal });
  });
}

async function activate(site: Site, lab: Lab, voice: TaskVoice): Promise<void> {
  const { host, archive, before, node } = site;
  const config = nodeConfigText(lab, node);
  const isUnchanged = before.active && before.current === archive.sha256 && before.config === config;
  if (isUnchanged) {
    voice.step({ node: node.name, step: 'configure', state: 'skipped', detail: 'nothing changed' });
    voice.step({ node: node.name, step: 'start', state: 'skipped', detail: 'it runs' });
  } else {
    site.touched = true;
    await inStep(voice, node.name, 'configure', () => configure(host, archive.sha256, config));
    await inStep(voice, node.name, 'start', () => startAgent(host));
  }
  await inStep(voice, node.name, 'verify', () => verifyNode(host, node, lab, voice.signal));
}

/** Nothing is left half done: what cannot be put back is said, and does not hide why it had to be. */
async function rollBack(sites: readonly Site[], voice: TaskVoice, reason: unknown): Promise<void> {
  for (const { host, node, before, archive, touched } of sites) {
    if (!touched) continue;
    try {
      if (toProblem(reason).code === 'deploy.not-verified')
        for (const line of await readJournal(host, 20)) voice.log(node.name, line);
      await restore(host, before, archive.sha256);
      voice.step({ node: node.name, step: 'roll-back', state: 'rolled-back' });
    } catch (error) {
      voice.step({ node: node.name, step: 'roll-back', state: 'failed', detail: toProblem(error).message });
    }
  }
}
