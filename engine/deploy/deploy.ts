import { toProblem } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Access } from '../ssh/access.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { configure, startAgent } from './activate.ts';
import { readJournal, reloadAgent } from './agent-status.ts';
import { restore } from './before.ts';
import { inStep } from './in-step.ts';
import { checkLab } from './node-check.ts';
import { nodeConfigText } from './node-config.ts';
import { pruneArchives } from './prune.ts';
import { hasArchive, pushArchive } from './push.ts';
import { openSites, type Site } from './site.ts';
import { checkVipsUnused, type Strangers } from './strangers.ts';
import { verifyNode, verifyPair, type WireVerifier } from './verify.ts';

export interface DeployParts {
  access: Access;
  archiveFolder: string;
  strangers: Strangers;
  wire: WireVerifier;
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
    const { access, archiveFolder } = parts;
    sites.push(...(await openSites({ access, archiveFolder, cleanUp }, lab, standbyFirst(lab), voice)));
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
    await Promise.all(sites.map((site) => prune(site, voice)));
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
    // The same program goes over to another configuration without giving up what stays the same.
    const goesOn = before.active && before.current === archive.sha256;
    await inStep(voice, node.name, 'start', () => (goesOn ? reloadAgent(host) : startAgent(host)));
  }
  await inStep(voice, node.name, 'verify', () => verifyNode(host, node, lab, voice.signal));
}

/** A full disk is no reason to take a verified deploy back: what could not be removed is said. */
async function prune({ host, node }: Site, voice: TaskVoice): Promise<void> {
  try {
    for (const name of await pruneArchives(host)) voice.log(node.name, `removed the old agent ${name}`);
  } catch (error) {
    voice.log(node.name, `old agents were not removed: ${toProblem(error).message}`);
  }
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
