import { fail } from '../../protocol/contract/problem.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { Access } from '../ssh/access.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { lockHost } from './host-lock.ts';
import { findResidue, removeEverything } from './remove.ts';

/** Removes the agent from both nodes and proves it. Resolves to what is left, which should be nothing. */
export async function uninstall(access: Access, lab: Lab, voice: TaskVoice): Promise<string[]> {
  const residue: string[] = [];
  const vips = lab.virtualRouters.flatMap((router) => router.vips);
  for (const node of lab.nodes) {
    if (voice.signal.aborted) throw fail('request.cancelled');
    voice.step({ node: node.name, step: 'connect', state: 'running' });
    const host = await access.connect(lab, node);
    try {
      const unlock = await lockHost(host);
      voice.step({ node: node.name, step: 'connect', state: 'done' });
      voice.step({ node: node.name, step: 'remove', state: 'running' });
      await removeEverything(host);
      await unlock();
      voice.step({ node: node.name, step: 'remove', state: 'done' });
      voice.step({ node: node.name, step: 'prove', state: 'running' });
      const left = await findResidue(host, vips);
      residue.push(...left.map((entry) => `${node.name}: ${entry}`));
      const state = left.length === 0 ? 'done' : 'failed';
      voice.step({ node: node.name, step: 'prove', state, detail: left.join(', ') || 'nothing left' });
    } finally {
      host.session.close();
    }
  }
  return residue;
}
