import type { Duplex } from 'node:stream';
import { fail } from '../../protocol/contract/problem.ts';
import type { Credential } from './authentication.ts';
import { openSession, type Session } from './session.ts';
import { type AskSsh, type Destination, type Endpoint, parseJump, resolveEndpoint } from './ssh-config.ts';
import type { Trust } from './trust.ts';

/** A host that ssh's configuration was asked about, and the jumps before it, the first one first. */
export interface Way {
  target: Endpoint;
  jumps: Endpoint[];
}

/** The last jump's session, if there is one, and how to reach the target from here. */
export interface OpenWay {
  /** A new connection to the target, or undefined where it is reached directly. */
  dial(): Promise<Duplex | undefined>;
  close(): void;
}

const mostJumps = 8;

/** Throws what `resolveEndpoint` throws, and request.invalid where the jumps turn in a circle. */
export async function findWay(destination: Destination, ask: AskSsh, depth = 0): Promise<Way> {
  if (depth > mostJumps) throw fail('request.invalid', { detail: `ProxyJump: more than ${mostJumps} jumps` });
  const target = await resolveEndpoint(destination, ask);
  const [first, ...others] = target.jumps.map(parseJump);
  if (first === undefined) return { target, jumps: [] };
  // As ssh does: only the first jump's own ProxyJump counts, the others are reached from the one before.
  const start = await findWay(first, ask, depth + 1);
  const rest = await Promise.all(others.map((jump) => resolveEndpoint(jump, ask)));
  const jumps = [...start.jumps, start.target, ...rest];
  if (jumps.length > mostJumps)
    throw fail('request.invalid', { detail: `ProxyJump: more than ${mostJumps} jumps` });
  return { target, jumps };
}

/** Opens every jump, each with its host key verified before it gets a credential of its own. */
export async function openWay(
  { target, jumps }: Way,
  trust: Trust,
  credentialOf: (jump: Endpoint) => Credential,
): Promise<OpenWay> {
  const sessions: Session[] = [];
  const close = () => {
    for (const session of sessions.toReversed()) session.close();
  };
  const from = async (to: Endpoint) => sessions.at(-1)?.forward(to.hostName, to.connectPort);
  try {
    for (const jump of jumps) {
      const sock = await from(jump);
      sessions.push(
        await openSession({ ...jump, credential: credentialOf(jump), expected: trust.expect(jump), sock }),
      );
    }
  } catch (error) {
    close();
    throw error;
  }
  return { dial: () => from(target), close };
}
