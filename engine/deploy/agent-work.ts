import { fail, toProblem } from '../../protocol/contract/problem.ts';
import { keepalivedUnit } from '../keepalived/paths.ts';
import type { Host } from '../ssh/host.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { configure, startAgent } from './activate.ts';
import { planAgent } from './agent-plan.ts';
import { readAgentStatus, readUnitJournal, reloadAgent } from './agent-status.ts';
import { type AgentArchive, findArchive } from './archive.ts';
import { type Before, readBefore, restore } from './before.ts';
import { unitName } from './host-paths.ts';
import { inRollBack, inStep } from './in-step.ts';
import { noteDeploy, readManifest, vipLinesOf } from './manifest.ts';
import { nodeConfigText } from './node-config.ts';
import type { Claim, NodeWork } from './node-work.ts';
import { replacesLab, servedByAgent } from './other-lab.ts';
import { checkOwnAddresses } from './own-address.ts';
import { pruneArchives } from './prune.ts';
import { hasArchive, pushArchive } from './push.ts';
import { checkVipsUnused } from './strangers.ts';
import { verifyNode } from './verify.ts';

/** Backend tandem-agent: our archive, its configuration, its unit. */
export const claimForAgent: Claim = async ({ node, host, facts }, { lab, archiveFolder, consent }) => {
  const archive = findArchive(archiveFolder, facts.machine);
  const before = await readBefore(host);
  const isOtherLab = replacesLab(lab, node, servedByAgent(before.config), consent);
  try {
    checkOwnAddresses(lab, node, facts, before.agentVips);
  } catch (error) {
    const { code, params } = toProblem(error);
    const isHeld = code === 'lab.vip-is-node-address' && (await runsKeepalived(host));
    throw isHeld ? fail('deploy.held-by-keepalived', params, error) : error;
  }
  const isSameAgent = before.active && before.current === archive.sha256;
  const isUploaded = await hasArchive(host, archive);
  const config = nodeConfigText(lab, node);
  const hasManifest = (await readManifest(host)).kind === 'read';
  const unchanged = isSameAgent && before.config === config && isUploaded;
  let touched = false;
  const work: NodeWork = {
    node,
    host,
    facts,
    speaks: before.active,
    unchanged,
    plan: async () =>
      planAgent(before, archive, config, { isUploaded, isSameAgent, unchanged, hasManifest, isOtherLab }),
    prepare: async (voice) => {
      // First of all: a deploy that is cut off here or later can be taken back by anybody.
      if (!unchanged || !hasManifest) {
        touched ||= !unchanged;
        const isFirst = before.current === null && before.unit === null;
        await noteDeploy(host, { backend: 'tandem-agent', vips: vipLinesOf(lab, node), isFirst });
      }
      await upload(work, archive, voice, () => {
        touched = true;
      });
    },
    checkVipsUnused: (ownMacs) => checkVipsUnused(host, archive.sha256, node, lab, ownMacs),
    activate: async (voice) => {
      if (unchanged) skip(voice, node.name);
      else {
        touched = true;
        await inStep(voice, node.name, 'configure', () => configure(host, archive.sha256, config, null));
        // The same program goes over to another configuration without giving up what stays the same.
        await inStep(voice, node.name, 'start', () => (isSameAgent ? reloadAgent(host) : startAgent(host)));
      }
      await inStep(voice, node.name, 'verify', () => verifyNode(work, lab, voice.signal));
    },
    status: () => readAgentStatus(host),
    tidy: (voice) => prune(work, voice),
    rollBack: async (voice, reason) => {
      if (touched) await rollBack(work, { before, archive }, voice, reason);
    },
  };
  return work;
};

const runsKeepalived = async (host: Host) =>
  (await host.run(['systemctl', 'is-active', '--quiet', keepalivedUnit])).status === 0;

function skip(voice: TaskVoice, node: string): void {
  voice.step({ node, step: 'configure', state: 'skipped', detail: 'nothing changed' });
  voice.step({ node, step: 'start', state: 'skipped', detail: 'it runs' });
}

async function upload(
  { host, node, facts }: NodeWork,
  archive: AgentArchive,
  voice: TaskVoice,
  onTouch: () => void,
): Promise<void> {
  const step = 'upload';
  if (await hasArchive(host, archive)) {
    voice.step({ node: node.name, step, state: 'skipped', detail: 'this very agent is there already' });
    return;
  }
  await inStep(voice, node.name, step, async () => {
    onTouch();
    const onSent = (bytes: number) =>
      voice.step({ node: node.name, step, state: 'running', bytes, totalBytes: archive.bytes });
    await pushArchive(host, archive, { freeBytes: facts.freeBytes, onSent, signal: voice.signal });
  });
}

/** A full disk is no reason to take a verified deploy back: what could not be removed is said. */
async function prune({ host, node }: NodeWork, voice: TaskVoice): Promise<void> {
  try {
    for (const name of await pruneArchives(host)) voice.log(node.name, `removed the old agent ${name}`);
  } catch (error) {
    voice.log(node.name, `old agents were not removed: ${toProblem(error).message}`);
  }
}

async function rollBack(
  { host, node }: NodeWork,
  { before, archive }: { before: Before; archive: AgentArchive },
  voice: TaskVoice,
  reason: unknown,
): Promise<void> {
  await inRollBack(voice, node.name, async () => {
    if (toProblem(reason).code === 'deploy.not-verified')
      for (const line of await readUnitJournal(host, unitName, 20)) voice.log(node.name, line);
    await restore(host, before, archive.sha256);
  });
}
