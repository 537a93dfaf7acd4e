import type { HostFacts, InspectTarget } from '../../protocol/contract/host-facts.ts';
import { fail } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Visits } from '../ssh/access.ts';
import { readHostFacts } from './read.ts';

/** Of a host by itself nobody has typed a password: the environment alone has one. No lab has an empty name. */
const noLab = '';

/** Rejects with `host.*`, lab.not-found or request.invalid. */
export async function inspectTarget(
  access: Visits,
  labOf: (name: string) => Lab,
  target: InspectTarget,
): Promise<HostFacts> {
  const host = await access.visit('lab' in target ? target.lab : noLab, nodeOf(target, labOf));
  try {
    return await readHostFacts(host);
  } finally {
    host.session.close();
  }
}

function nodeOf(target: InspectTarget, labOf: (name: string) => Lab): LabNode {
  if (!('lab' in target)) return { name: 'host', interface: 'lo', ...target };
  const { nodes } = target.draft ?? labOf(target.lab);
  const node = nodes.find(({ name }) => name === target.node);
  if (!node) throw fail('request.invalid', { detail: `${target.lab} has no node ${target.node}` });
  return node;
}
