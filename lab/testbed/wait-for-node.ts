import { fail } from '../../protocol/contract/problem.ts';
import { type NodeName, nodes } from './plan.ts';
import { waitForSsh } from './ssh-banner.ts';

/** Waits until a node answers on SSH, after a reboot say. Throws practice.failed after `limitMs`. */
export async function waitUntilNodeAnswers(node: NodeName, limitMs = 30_000): Promise<void> {
  const address = nodes.find(({ name }) => name === node)?.address ?? '';
  if (!(await waitForSsh(address, limitMs, () => true)))
    throw fail('practice.failed', { detail: `${node} does not answer on SSH` });
}
