import type { PreflightCheck } from '../../protocol/contract/preflight.ts';
import { type ProblemError, toProblem } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Access } from '../ssh/access.ts';
import { hostChecks } from './checks/registry.ts';
import { type FactParts, readFacts } from './host/read-facts.ts';
import { toCheck } from './outcome.ts';
import type { Visited } from './visit.ts';

export interface VisitParts extends FactParts {
  access: Access;
}

/** Connects and looks; the caller closes. Rejects with `host.*`. */
export async function visitNode(parts: VisitParts, lab: Lab, node: LabNode): Promise<Visited> {
  const host = await parts.access.connect(lab, node);
  try {
    return { node, host, facts: await readFacts(parts, host, lab, node) };
  } catch (error) {
    host.session.close();
    throw error;
  }
}

/** Where the login shell prints, its words are in every other answer: nothing else is known of the node. */
export const isReadable = ({ facts }: Visited): boolean => facts.shell.noise === '';

/** Everything that a node's facts say. */
export function judgeNode(parts: VisitParts, lab: Lab, visited: Visited): PreflightCheck[] {
  const { archiveFolder } = parts;
  const { node, facts } = visited;
  const known = isReadable(visited) ? hostChecks : hostChecks.filter(({ code }) => code === 'shell');
  return known.flatMap(({ code, judge }) => {
    const found = judge({ lab, node, facts, archiveFolder });
    return found ? [toCheck(node.name, code, found)] : [];
  });
}

/** Whoever cannot get in has one check, with the reason. */
export function noAccess(node: LabNode, error: ProblemError | unknown): PreflightCheck {
  const { code, params } = toProblem(error);
  return toCheck(node.name, 'access', { status: 'fail', said: { code, params }, fix: null });
}
