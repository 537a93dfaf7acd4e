import { fail, type ProblemError } from '../../protocol/contract/problem.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';
import type { KnownKey } from './known-keys.ts';

/** What is known of a host's keys before it is asked. */
export interface Expectation {
  host: string;
  port: number;
  /** Keys that a person confirmed. */
  trusted: readonly KnownKey[];
  /** A fingerprint that the lab file itself vouches for. */
  pinned?: string | undefined;
}

/**
 * May a credential go to who offers this key? Null if so, else host.key-changed or host.key-unknown. A pin binds even
 * where the store knows better: whoever wrote it wants that very key.
 */
export function refuseKey(expected: Expectation, key: Buffer): ProblemError | null {
  const { trusted, pinned } = expected;
  const offered = fingerprintOf(key);
  if (pinned !== undefined && pinned !== offered) return changed(expected, pinned, offered);
  if (trusted.some((entry) => entry.fingerprint === offered)) return null;
  const known = trusted.find((entry) => entry.type === keyTypeOf(key)) ?? trusted[0];
  if (known) return changed(expected, known.fingerprint, offered);
  if (pinned === offered) return null;
  const { host, port } = expected;
  return fail('host.key-unknown', { host, port, fingerprint: offered });
}

function changed({ host, port }: Expectation, known: string, offered: string, cause?: unknown): ProblemError {
  return fail('host.key-changed', { host, port, known, offered }, cause);
}

/** RSA keys sign with SHA-2 under names of their own (RFC 8332, 3). */
function algorithmsFor(type: string): string[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type];
}

/** The algorithms of the keys that would be accepted; null where that is not known, so that any may be offered. */
export function keyAlgorithms({ trusted, pinned }: Expectation): string[] | null {
  const accepted = trusted.filter((entry) => pinned === undefined || entry.fingerprint === pinned);
  return accepted.length === 0 ? null : [...new Set(accepted.flatMap((entry) => algorithmsFor(entry.type)))];
}

/** A host that has no key of the types that are known of it has changed its key; null for any other failure. */
export function changedType(expected: Expectation, error: Error): ProblemError | null {
  if (keyAlgorithms(expected) === null || !/no matching host key format/i.test(error.message)) return null;
  const known = expected.pinned ?? expected.trusted[0]?.fingerprint ?? '';
  return changed(expected, known, 'another type', error);
}
