import type { LabSummary } from '../../protocol/contract/labs.ts';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { ProblemCode } from '../../protocol/contract/problem-codes.ts';
import type { NodeLink } from '../../protocol/contract/topology.ts';
import { missingSecrets } from '../labs/missing-secrets.ts';

/** What the fields for missing passwords, which stand above, ask for already. */
const aboutSecrets: readonly ProblemCode[] = [
  'host.secret-missing',
  'host.passphrase-missing',
  'host.sudo-password-missing',
];

/** The nodes that nobody gets in to, where it is not said already that a password is wanted. */
export function linkTroubles(
  nodes: readonly NodeLink[],
  summary: LabSummary,
): (NodeLink & { problem: Problem })[] {
  const asked = missingSecrets(summary).map(({ node }) => node.name);
  return nodes.flatMap((node) => {
    const { name, agent, problem } = node;
    if (!problem || agent === 'reporting') return [];
    return asked.includes(name) && aboutSecrets.includes(problem.code) ? [] : [{ ...node, problem }];
  });
}
