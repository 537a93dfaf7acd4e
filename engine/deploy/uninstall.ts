import { fail, toProblem } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { deployedFolder } from '../keepalived/paths.ts';
import type { Access } from '../ssh/access.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { lockHost } from './host-lock.ts';
import { installFolder, manifestFile } from './host-paths.ts';
import { inStep } from './in-step.ts';
import { type ManifestState, readManifest, vipLinesOf } from './manifest.ts';
import { removeOwnRules, ruleText } from './own-rules.ts';
import { proveRemoved } from './prove-removed.ts';
import { forgetHost, removeAllButManifest } from './remove.ts';

/**
 * Removes agent or keepalived's configuration from both nodes and proves it. Resolves to what is left, which should be
 * nothing. A node that cannot be cleaned does not spare the other; the first Problem is what this rejects with then.
 */
export async function uninstall(access: Access, lab: Lab, voice: TaskVoice): Promise<string[]> {
  const residue: string[] = [];
  const failures: unknown[] = [];
  for (const node of lab.nodes) {
    if (voice.signal.aborted) throw fail('request.cancelled');
    try {
      residue.push(...(await cleanNode(access, lab, node, voice)));
    } catch (error) {
      failures.push(error);
      voice.log(node.name, `${node.name} was not cleaned: ${toProblem(error).message}`);
    }
  }
  if (failures.length > 0) throw failures[0];
  return residue;
}

async function cleanNode(access: Access, lab: Lab, node: LabNode, voice: TaskVoice): Promise<string[]> {
  const cleanUp: (() => void | Promise<void>)[] = [];
  try {
    const host = await inStep(voice, node.name, 'connect', async () => {
      const connected = await access.connect(lab, node);
      cleanUp.push(() => connected.session.close());
      const lock = await lockHost(connected);
      cleanUp.push(lock.release);
      return lock.host;
    });
    // Read before it goes: what the host says of itself counts, not what this lab's file says today.
    const state = await readManifest(host);
    const exists = async (path: string) => (await host.run(['test', '-e', path])).status === 0;
    const hasDeploy = (await exists(installFolder)) || (await exists(deployedFolder));
    // An empty host needs nothing.
    if (hasDeploy || state.kind !== 'none')
      for (const line of aboutManifest(state)) voice.log(node.name, line);
    const manifest = state.kind === 'read' ? state.manifest : null;
    const removal = await inStep(voice, node.name, 'remove', async () => {
      const removed = await removeAllButManifest(host, manifest);
      for (const rule of await removeOwnRules(host)) voice.log(node.name, `removed from ${ruleText(rule)}`);
      return removed;
    });
    voice.step({ node: node.name, step: 'prove', state: 'running' });
    const { residue, foreign } = await proveRemoved(host, vipLinesOf(lab, node), manifest, removal);
    // The evidence goes last: a second attempt must find what the first one found.
    if (residue.length === 0 || state.kind === 'none') residue.push(...(await forgetHost(host)));
    else voice.log(node.name, `${manifestFile} stays until nothing else is left; uninstall again then`);
    for (const line of foreign) voice.log(node.name, `changed since, not by Tandem: ${line}`);
    const proof = manifest?.before
      ? `nothing left; compared with the snapshot of ${manifest.since}`
      : 'nothing left of all that Tandem can leave';
    const isClean = residue.length === 0;
    const detail = isClean ? proof : residue.join(', ');
    voice.step({ node: node.name, step: 'prove', state: isClean ? 'done' : 'failed', detail });
    return residue.map((entry) => `${node.name}: ${entry}`);
  } finally {
    for (const run of cleanUp.reverse()) await run();
  }
}

function aboutManifest(state: ManifestState): string[] {
  const instead =
    'what was there before the first deploy is not known; everything that Tandem can leave is looked for';
  switch (state.kind) {
    case 'none':
      return [`there is no manifest: ${instead}`];
    case 'unreadable':
      return [`the manifest cannot be read (${state.reason}): ${instead}`];
    case 'read':
      return state.manifest.before
        ? []
        : [`a deploy of an earlier version was there before the manifest: ${instead}`];
  }
}
