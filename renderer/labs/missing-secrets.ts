import type { LabSummary } from '../../protocol/contract/labs.ts';
import type { LabNode } from '../../protocol/lab/schema.ts';

export interface MissingSecret {
  node: LabNode;
  kind: 'password' | 'sudo' | 'passphrase';
}

/** Secrets live in the engine's memory only; after it was restarted they are missing, and somebody must be asked. */
export function missingSecrets({ lab, secrets }: LabSummary): MissingSecret[] {
  return lab.nodes.flatMap((node) => {
    const held = secrets[node.name];
    const missing: MissingSecret[] = [];
    // What a variable of the engine's environment says counts as held, and one that is not set says nothing.
    if (node.auth.kind === 'password' && !held?.password) missing.push({ node, kind: 'password' });
    if (node.sudo === 'password' && !held?.sudo) missing.push({ node, kind: 'sudo' });
    if (held?.passphrase === 'needed') missing.push({ node, kind: 'passphrase' });
    return missing;
  });
}
