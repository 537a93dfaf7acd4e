import { fail } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { deployedFolder } from '../keepalived/paths.ts';
import { unitFile } from './host-paths.ts';

/** What a deploy with each backend leaves on a host, and an uninstall takes away. */
export const backendMarks: Readonly<Record<Lab['backend'], string>> = {
  'tandem-agent': unitFile,
  keepalived: deployedFolder,
};

/**
 * One node has one speaker.
 * @param there the backends whose mark is on the host
 * @throws ProblemError deploy.other-backend
 */
export function checkBackend(lab: Lab, node: LabNode, there: readonly Lab['backend'][]): void {
  const other = there.find((backend) => backend !== lab.backend);
  if (other !== undefined) throw fail('deploy.other-backend', { node: node.name, backend: other });
}
