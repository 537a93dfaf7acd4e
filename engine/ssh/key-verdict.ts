import { fail, type ProblemError } from '../../protocol/contract/problem.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';

/** What is known of a host's keys before it is asked. */
export interface Expectation {
  host: string;
  port: number;
  /** Keys that a person confirmed; `place` where it was known_hosts that vouches for one. */
  trusted: readonly { type: string; fingerprint: string; place: string | null }[];
  /** Keys that known_hosts marks as revoked: never accepted, whoever else vouches for them. */
  revoked: readonly { fingerprint: string; place: string }[];
  /** Where known_hosts names a certificate authority for the host. Certificates are not looked at. */
  authorities: readonly string[];
  /** A fingerprint that the lab file itself vouches for. */
  pinned?: string | undefined;
}

/**
 * One family after the other, the strongest first; also what trust.keys asks for. RSA keys sign with SHA-2 under names
 * of their own (RFC 8332, 3).
 */
export const keyFamilies = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
] as const;

/**
 * May a credential go to who offers this key? Null if so, else host.key-revoked, host.key-changed or host.key-unknown.
 * A pin binds even where the store knows better: whoever wrote it wants that very key.
 */
export function refuseKey(expected: Expectation, key: Buffer): ProblemError | null {
  const { pinned, host, port } = expected;
  const trusted = askable(expected);
  const offered = fingerprintOf(key);
  const revoked = refuseRevoked(expected, offered);
  if (revoked) return revoked;
  if (pinned !== undefined && pinned !== offered) return changed(expected, pinned, offered);
  if (trusted.some((entry) => entry.fingerprint === offered)) return null;
  // The known types were asked for first, so that a key of another type means that the host has none of them any more.
  const known = trusted.find((entry) => entry.type === keyTypeOf(key)) ?? trusted[0];
  if (known) return changed(expected, known.fingerprint, offered);
  if (pinned === offered) return null;
  return fail('host.key-unknown', { host, port, fingerprint: offered });
}

/** host.key-revoked, or null. */
export function refuseRevoked({ host, revoked }: Expectation, fingerprint: string): ProblemError | null {
  const entry = revoked.find((candidate) => candidate.fingerprint === fingerprint);
  return entry ? fail('host.key-revoked', { host, fingerprint, place: entry.place }) : null;
}

function changed({ host, port }: Expectation, known: string, offered: string): ProblemError {
  return fail('host.key-changed', { host, port, known, offered });
}

function algorithmsFor(type: string): string[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type];
}

/** The trusted keys of types that this client can ask for; a DSA key in known_hosts says nothing about the others. */
export function askable({ trusted }: Expectation): Expectation['trusted'] {
  const algorithms: readonly string[] = keyFamilies.flat();
  return trusted.filter(({ type }) => algorithmsFor(type).every((name) => algorithms.includes(name)));
}

/**
 * The host key algorithms to ask for: those of the known keys first. The host answers with the first that it has (RFC
 * 4253, 7.1), so that one more key on it is no change, and a key in place of the known one is seen whatever its type.
 */
export function keyAlgorithms(expected: Expectation): string[] {
  const { pinned } = expected;
  const wanted = askable(expected).filter((entry) => pinned === undefined || entry.fingerprint === pinned);
  return [...new Set([...wanted.flatMap((entry) => algorithmsFor(entry.type)), ...keyFamilies.flat()])];
}
