import { isAbsolute } from 'node:path';
import { checkout, labFile, ownerFile, runPaths } from './paths.ts';
import { type NodeName, nodes } from './plan.ts';
import { isAlive } from './process-identity.ts';
import { containersSchema, ownerSchema, readRecord } from './record.ts';
import { sshAnswers } from './ssh-banner.ts';

export type NodeState = 'running' | 'starting' | 'stopped';

/** What `status --json` prints. */
export interface LabStatus {
  state: 'up' | 'down' | 'partial';
  nodes: { name: NodeName; address: string; state: NodeState }[];
  /** Path of the lab file for these nodes. */
  lab: string;
  /** The other checkout whose lab is up on this machine; only then there. */
  heldBy?: string;
}

/** How long a node may take to say its SSH banner before it counts as starting, in milliseconds. */
const bannerLimitMs = 1000;

/** The lab's state from its parts; `recorded` says whether this checkout owns any wires. */
export function summarize(
  recorded: boolean,
  supervisorAlive: boolean,
  states: readonly NodeState[],
): LabStatus['state'] {
  if (!recorded) return 'down';
  return supervisorAlive && states.every((state) => state === 'running') ? 'up' : 'partial';
}

/** Looks at the machine: takes no lock and changes nothing. */
export async function readStatus(): Promise<LabStatus> {
  const owner = readRecord(ownerFile, ownerSchema);
  const own = owner?.checkout === checkout;
  const containers = own ? readRecord(runPaths().containers, containersSchema) : undefined;
  const supervisor = own ? owner.supervisor : undefined;
  const states = await Promise.all(
    nodes.map(async ({ name, address }) => {
      const container = containers?.[name];
      if (container === undefined || !isAlive(container)) return 'stopped';
      return (await sshAnswers(address, bannerLimitMs)) ? 'running' : 'starting';
    }),
  );
  return {
    state: summarize(own, supervisor !== undefined && isAlive(supervisor), states),
    nodes: nodes.map(({ name, address }, index) => ({ name, address, state: states[index] ?? 'stopped' })),
    lab: labFile,
    ...(owner !== undefined && !own && isAbsolute(owner.checkout) ? { heldBy: owner.checkout } : {}),
  };
}
