import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { cacheDirectory, checkout, labFile, ownerFile, runPaths } from './paths.ts';
import { type NodeName, nodes } from './plan.ts';
import { isAlive } from './process-identity.ts';
import { containersSchema, ownerSchema, readRecord } from './record.ts';
import { sshAnswers } from './ssh-banner.ts';

export type NodeState = 'running' | 'starting' | 'stopped';

/** As `ssh-keygen -l` prints it: what a person, or a program that brought the lab up, may trust. */
export interface HostKey {
  type: string;
  fingerprint: string;
}

/** What `status --json` prints. */
export interface LabStatus {
  state: 'up' | 'down' | 'partial';
  nodes: { name: NodeName; address: string; state: NodeState; hostKey?: HostKey }[];
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

/** The node's public key, from the file that the lab made for it; `type base64 comment`. */
function readHostKey(name: NodeName): HostKey | undefined {
  const file = join(cacheDirectory(), 'identities', name, 'ssh_host_ed25519_key.pub');
  if (!existsSync(file)) return undefined;
  const [type = '', blob = ''] = readFileSync(file, 'utf8').split(' ');
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return { type, fingerprint: `SHA256:${digest.replace(/=+$/, '')}` };
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
    nodes: nodes.map(({ name, address }, index) => {
      const hostKey = own ? readHostKey(name) : undefined;
      return { name, address, state: states[index] ?? 'stopped', ...(hostKey ? { hostKey } : {}) };
    }),
    lab: labFile,
    ...(owner !== undefined && !own && isAbsolute(owner.checkout) ? { heldBy: owner.checkout } : {}),
  };
}
