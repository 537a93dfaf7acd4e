import type { Consent } from '../../protocol/contract/deploy.ts';
import { fail } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';

/** What a configuration on a host says it was written for. */
export interface Served {
  lab: string;
  node: string;
}

/** Of the agent's configuration; null where it names none. */
export function servedByAgent(config: string | null): Served | null {
  try {
    const { lab, node } = JSON.parse(config ?? '{}') as Record<string, unknown>;
    return typeof lab === 'string' && typeof node === 'string' ? { lab, node } : null;
  } catch {
    return null;
  }
}

/** Of a keepalived.conf that Tandem wrote, by its first line (`exportConf`). */
export function servedByKeepalived(conf: string | null): Served | null {
  const [, lab, node] =
    /^# Written by Tandem: lab (.+), node (.+)$/m.exec(conf?.split('\n', 1)[0] ?? '') ?? [];
  return lab !== undefined && node !== undefined ? { lab, node } : null;
}

/**
 * Whether the node serves another lab, or one of the same name as another of its nodes: somebody else's pair. Rejects
 * with deploy.other-lab where nobody agreed to take its place.
 */
export function replacesLab(
  lab: Lab,
  node: LabNode,
  served: Served | null,
  consent: readonly Consent[],
): boolean {
  if (served === null || (served.lab === lab.name && served.node === node.name)) return false;
  if (consent.includes('replace-lab')) return true;
  throw fail('deploy.other-lab', { node: node.name, lab: served.lab, as: served.node });
}
