import { fail, toProblem } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Access } from '../ssh/access.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { lockHost } from './host-lock.ts';
import { inStep } from './in-step.ts';
import { findResidue, removeEverything } from './remove.ts';

/**
 * Removes the agent from both nodes and proves it. Resolves to what is left, which should be nothing. A node that cannot
 * be cleaned does not spare the other; the first Problem is what this rejects with then.
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
  const vips = lab.virtualRouters.flatMap((router) => router.vips);
  const cleanUp: (() => void | Promise<void>)[] = [];
  try {
    const host = await inStep(voice, node.name, 'connect', async () => {
      const connected = await access.connect(lab, node);
      cleanUp.push(() => connected.session.close());
      cleanUp.push(await lockHost(connected));
      return connected;
    });
    await inStep(voice, node.name, 'remove', () => removeEverything(host));
    voice.step({ node: node.name, step: 'prove', state: 'running' });
    const left = await findResidue(host, vips);
    const state = left.length === 0 ? 'done' : 'failed';
    voice.step({ node: node.name, step: 'prove', state, detail: left.join(', ') || 'nothing left' });
    return left.map((entry) => `${node.name}: ${entry}`);
  } finally {
    for (const run of cleanUp.reverse()) await run();
  }
}
