import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { createHost, escalate, type Host } from './host.ts';
import type { KnownKeys } from './known-keys.ts';
import { type Secrets, sudoEnvOf } from './secrets.ts';
import { openSession } from './session.ts';

/** The way from a lab's node to a root shell on it. */
export interface Access {
  /** Verifies the host key, authenticates, finds out how to become root. Rejects with a `host.*` problem. */
  connect(lab: Lab, node: LabNode): Promise<Host>;
}

export function createAccess(known: KnownKeys, secrets: Secrets): Access {
  return {
    connect: async (lab, node) => {
      const { host, port, user } = node;
      const credential = secrets.credential(lab.name, node);
      const session = await openSession({ host, port, user, credential, pinned: node.hostKey }, known);
      try {
        const sudoPassword = () => secrets.sudoPassword(lab.name, node);
        return createHost(session, await escalate(session, user, sudoPassword, sudoEnvOf(node)));
      } catch (error) {
        session.close();
        throw error;
      }
    },
  };
}
