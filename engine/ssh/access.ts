import type { HostKey } from '../../protocol/contract/hosts.ts';
import { ProblemError } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { createHost, escalate, type Host } from './host.ts';
import { readHostKeys } from './host-keys.ts';
import type { KnownKeys } from './known-keys.ts';
import { credentialKey, type OneAttempt, type Wanted } from './one-attempt.ts';
import { type Secrets, sudoEnvOf } from './secrets.ts';
import { openSession, type Session } from './session.ts';
import { type AskSsh, type Endpoint, resolveEndpoint } from './ssh-config.ts';
import { createTrust } from './trust.ts';
import { findWay, openWay, type Way } from './way.ts';

/** The way from a lab's node to a root shell on it. */
export interface Access {
  /**
   * Verifies the host key, authenticates, finds out how to become root. Rejects with a `host.*` problem.
   * @param wanted a person's wish, unless it says otherwise
   */
  connect(lab: Lab, node: LabNode, wanted?: Wanted): Promise<Host>;
}

/** The way from a lab's node to what its user may do. */
export interface Visits {
  /** As `connect`, but commands run as whoever logged in. `labName`: whose secrets are used. */
  visit(labName: string, node: LabNode): Promise<Host>;
}

/** Where a person looks at a host's keys before anything else is sent to it. */
export interface HostKeys {
  /** The keys that a host offers, and which of them are trusted. Rejects with a `host.*` problem. */
  hostKeys(host: string, port: number): Promise<HostKey[]>;
  /** What known_hosts says of the host stays there, and does not count here any more. */
  forget(host: string, port: number): Promise<number>;
}

/** Told only where ssh's configuration has something to say: another name or port, or jumps. */
function reachedBy({ target, jumps }: Way): Pick<HostKey, 'reached'> {
  const { host, port, hostName, connectPort } = target;
  if (hostName === host && connectPort === port && jumps.length === 0) return {};
  const textOf = (jump: Endpoint) => {
    const user = jump.user === '' ? '' : `${jump.user}@`;
    return `${user}${jump.hostName}${jump.connectPort === 22 ? '' : `:${jump.connectPort}`}`;
  };
  return { reached: { hostName, port: connectPort, jumps: jumps.map(textOf) } };
}

/** Somebody typed another secret while the way to the host was looked up. */
const typedAnew = new Error('typed anew');

export function createAccess(
  known: KnownKeys,
  secrets: Secrets,
  ask: AskSsh,
  one: OneAttempt,
): Access & Visits & HostKeys {
  const trust = createTrust(known);
  const login = async (labName: string, node: LabNode, version: number): Promise<Session> => {
    const { host, port, user } = node;
    const found = await findWay({ host, port, user }, ask);
    // Under the name of the old credential the new one would be tried twice.
    if (secrets.version(labName, node) !== version) throw typedAnew;
    const credential = secrets.credential(labName, node, found.target);
    const expected = trust.expect(found.target, node.hostKey);
    const way = await openWay(found, trust, secrets.jumpCredential);
    try {
      const sock = await way.dial();
      const session = await openSession({ ...found.target, credential, expected, sock });
      void session.closed.then(way.close);
      return session;
    } catch (error) {
      way.close();
      throw error;
    }
  };
  /**
   * Tries what is held now, once for everybody who wants it (see OneAttempt). What is refused is not held any longer:
   * whoever typed it is asked again.
   */
  const withCredential = async <T>(
    labName: string,
    node: LabNode,
    wanted: Wanted,
    work: (version: number) => Promise<T>,
  ): Promise<T> => {
    const version = secrets.version(labName, node);
    try {
      return await one.attempt(credentialKey(labName, node, version), wanted, () => work(version));
    } catch (error) {
      if (error === typedAnew) return withCredential(labName, node, wanted, work);
      if (error instanceof ProblemError) secrets.refused(labName, node, error.problem.code, version);
      throw error;
    }
  };
  const becomeRoot = async (lab: Lab, node: LabNode, version: number) => {
    const session = await login(lab.name, node, version);
    try {
      const sudoPassword = () => secrets.sudoPassword(lab.name, node);
      return createHost(session, await escalate(session, node.user, sudoPassword, sudoEnvOf(node)));
    } catch (error) {
      session.close();
      throw error;
    }
  };
  return {
    connect: (lab, node, wanted = 'by-person') =>
      withCredential(lab.name, node, wanted, (version) => becomeRoot(lab, node, version)),
    visit: async (labName, node) => {
      const session = await withCredential(labName, node, 'by-person', (version) =>
        login(labName, node, version),
      );
      return createHost(session, { kind: 'none' });
    },
    hostKeys: async (host, port) => {
      const found = await findWay({ host, port }, ask);
      const expected = trust.expect(found.target);
      const way = await openWay(found, trust, secrets.jumpCredential);
      const keys = await readHostKeys(found.target, expected, way).finally(way.close);
      return keys.map((key) => ({ ...key, ...reachedBy(found) }));
    },
    forget: async (host, port) => trust.forget(await resolveEndpoint({ host, port }, ask)),
  };
}
