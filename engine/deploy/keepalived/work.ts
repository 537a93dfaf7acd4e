import { fail, toProblem } from '../../../protocol/contract/problem.ts';
import { exportConf } from '../../../protocol/keepalived/export-conf.ts';
import type { ExportOptions } from '../../../protocol/keepalived/export-options.ts';
import { wordNote } from '../../../protocol/keepalived/notes.ts';
import type { Lab, LabNode } from '../../../protocol/lab/schema.ts';
import { readKeepalivedStatus } from '../../keepalived/ask.ts';
import { keepalivedConf, keepalivedUnit, keptConf } from '../../keepalived/paths.ts';
import { readSetup } from '../../keepalived/setup.ts';
import type { KeepalivedSetup } from '../../keepalived/status.ts';
import type { TaskVoice } from '../../tasks/tasks.ts';
import { readUnitJournal } from '../agent-status.ts';
import { inRollBack, inStep } from '../in-step.ts';
import { noteDeploy, readManifest, vipLinesOf } from '../manifest.ts';
import type { Claim, NodeWork } from '../node-work.ts';
import { replacesLab, servedByKeepalived } from '../other-lab.ts';
import { checkOwnAddresses } from '../own-address.ts';
import { verifyNode } from '../verify.ts';
import { type KeepalivedBefore, readKeepalivedBefore, restoreKeepalived } from './before.ts';
import { startKeepalived, writeConf } from './configure.ts';
import { installKeepalived } from './install.ts';
import { planKeepalived } from './plan.ts';

/** Backend keepalived: the distribution's own program, our configuration. */
export const claimForKeepalived: Claim = async ({ node, host, facts }, { lab, consent, askVips }) => {
  const setup = await readSetup(host);
  if (!setup && !consent.includes('install-keepalived'))
    throw fail('keepalived.not-installed', { node: node.name });
  const before = await readKeepalivedBefore(host);
  // What cannot be expressed is found before anything is installed.
  const { text: conf } = exportConf(lab, node, releaseOf(setup));
  const unchanged = before.ours && before.active && before.conf === conf;
  if (!consent.includes('replace-keepalived-conf')) checkReplaceable(node, before);
  const isOtherLab = before.ours && replacesLab(lab, node, servedByKeepalived(before.conf), consent);
  // Whoever agreed to replace a configuration has agreed to its addresses.
  if (before.ours || !before.active) checkOwnAddresses(lab, node, facts, before.vips);
  const hasManifest = (await readManifest(host)).kind === 'read';
  let touched = false;
  const work: NodeWork = {
    node,
    host,
    facts,
    speaks: before.active,
    unchanged,
    plan: async () => planKeepalived(before, setup, conf, { unchanged, isOtherLab, hasManifest }),
    prepare: async (voice) => {
      // First of all, and while keepalived is as it was: a deploy that is cut off can be taken back by anybody.
      if (!unchanged || !hasManifest) {
        touched ||= !before.ours;
        const vips = vipLinesOf(lab, node);
        await noteDeploy(host, { backend: 'keepalived', vips, isFirst: !before.isNoted });
      }
      if (setup) {
        const detail = `keepalived ${setup.version} is there already`;
        voice.step({ node: node.name, step: 'install', state: 'skipped', detail });
        return;
      }
      touched = true;
      await inStep(voice, node.name, 'install', () =>
        installKeepalived(host, voice.signal, (line) => voice.log(node.name, line)),
      );
    },
    checkVipsUnused: async (ownMacs, voice) => {
      if (!(await askVips(lab, ownMacs)))
        voice.log(node.name, 'nobody asked who has the VIPs: no capture on this machine');
    },
    activate: async (voice) => {
      if (unchanged) {
        voice.step({ node: node.name, step: 'configure', state: 'skipped', detail: 'nothing changed' });
        voice.step({ node: node.name, step: 'start', state: 'skipped', detail: 'it runs' });
      } else {
        touched = true;
        const written = await confFor(lab, node, work, voice);
        await inStep(voice, node.name, 'configure', () => writeConf(host, written, vipLinesOf(lab, node)));
        await inStep(voice, node.name, 'start', () => startKeepalived(host));
      }
      await inStep(voice, node.name, 'verify', () => verifyNode(work, lab, voice.signal));
    },
    status: () => readKeepalivedStatus(host, lab, node),
    tidy: async () => undefined,
    rollBack: async (voice, reason) => {
      if (!touched) return;
      await inRollBack(voice, node.name, async () => {
        if (toProblem(reason).code === 'deploy.not-verified')
          for (const line of await readUnitJournal(host, keepalivedUnit, 20)) voice.log(node.name, line);
        await restoreKeepalived(host, before);
      });
    },
  };
  return work;
};

/** Rejects where the host's keepalived.conf is not what a deploy wrote. */
function checkReplaceable(node: LabNode, before: KeepalivedBefore): void {
  if (before.conf === null) return;
  const about = { node: node.name, file: keepalivedConf };
  if (!before.ours) throw fail('keepalived.conf-exists', about);
  if (before.edited) throw fail('keepalived.conf-edited', { ...about, kept: keptConf });
}

/** For the release that is on the node; what it cannot take is said. */
async function confFor(lab: Lab, node: LabNode, { host }: NodeWork, voice: TaskVoice): Promise<string> {
  const { text, notes } = exportConf(lab, node, releaseOf(await readSetup(host)));
  for (const note of notes) voice.log(node.name, wordNote(note, 'en'));
  return text;
}

function releaseOf(setup: KeepalivedSetup | null): ExportOptions {
  const [major = 0, minor = 0, patch = 0] = setup?.version.split('.').map(Number) ?? [];
  return major > 0 ? { version: [major, minor, patch] } : {};
}
