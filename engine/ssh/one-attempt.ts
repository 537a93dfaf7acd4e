import { ProblemError } from '../../protocol/contract/problem.ts';
import type { LabNode } from '../../protocol/lab/schema.ts';

/** Who wants the connection: a person who has just asked for something, or what looks by itself and again and again. */
export type Wanted = 'by-person' | 'by-watch';

/**
 * Lets a credential be tried once before anybody else uses it. A lab is watched, inspected and checked at the same time,
 * and a password that is wrong would be so three times on each host: pam_faillock(8) locks the account at the third.
 */
export interface OneAttempt {
  /**
   * Connects, once whoever is at it with the same credential is done; where it was refused to them, rejects with the
   * same problem and leaves the host alone. What a person asks for is tried again after a while all the same: the
   * account may have been mended meanwhile.
   * @param key names host, user and credential
   */
  attempt<T>(key: string, wanted: Wanted, connect: () => Promise<T>): Promise<T>;
}

/** @param version counts what a person has typed for this node */
export function credentialKey(labName: string, node: LabNode, version: number): string {
  const { name, user, host, port, auth, sudo } = node;
  return JSON.stringify([labName, name, user, host, port, auth, sudo, version]);
}

type State =
  | { kind: 'trying'; settled: Promise<void> }
  | { kind: 'taken' }
  | { kind: 'refused'; error: ProblemError; atMs: number };

/** Longer than it takes those who were waiting, and shorter than a person's second thought. */
const sameQuestionMs = 5000;
const refusals = ['host.auth-failed', 'host.sudo-refused'];

export function createOneAttempt(nowMs: () => number): OneAttempt {
  const states = new Map<string, State>();

  const run = async <T>(key: string, connect: () => Promise<T>): Promise<T> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const trying: State = { kind: 'trying', settled: promise };
    if (states.get(key)?.kind !== 'taken') states.set(key, trying);
    try {
      const result = await connect();
      states.set(key, { kind: 'taken' });
      return result;
    } catch (error) {
      if (error instanceof ProblemError && refusals.includes(error.problem.code))
        states.set(key, { kind: 'refused', error, atMs: nowMs() });
      else if (states.get(key) === trying) states.delete(key);
      throw error;
    } finally {
      resolve();
    }
  };

  return {
    attempt: async (key, wanted, connect) => {
      const before = states.get(key);
      if (before?.kind === 'trying') await before.settled;
      const state = states.get(key);
      if (state?.kind === 'refused') {
        const isSameQuestion = before?.kind === 'trying' || nowMs() - state.atMs < sameQuestionMs;
        if (wanted === 'by-watch' || isSameQuestion) throw state.error;
      }
      return run(key, connect);
    },
  };
}
