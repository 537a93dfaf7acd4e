import ssh2 from 'ssh2';
import type { HostKey } from '../../protocol/contract/hosts.ts';
import { fail } from '../../protocol/contract/problem.ts';
import { connectionProblem } from './connection-problem.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';
import type { KnownKeys } from './known-keys.ts';

/** SSH negotiates one key per connection, so each family is asked for on a connection of its own. */
const keyFamilies = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
];

const timeoutMs = 8000;

/**
 * The keys that a host offers, compared with those that were confirmed before. No credential is sent: the connection
 * ends at the key exchange. Rejects with host.unreachable, host.port-closed, host.timed-out.
 */
export async function readHostKeys(host: string, port: number, known: KnownKeys): Promise<HostKey[]> {
  const settled = await Promise.allSettled(keyFamilies.map((family) => offeredKey(host, port, family)));
  const offered = settled.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
  if (offered.length === 0) {
    const failed = settled.find((result) => result.status === 'rejected');
    throw failed ? failed.reason : fail('host.unreachable', { host });
  }
  const trusted = known.of(host, port);
  return offered.map((key) => {
    const type = keyTypeOf(key);
    const fingerprint = fingerprintOf(key);
    const sameType = trusted.find((entry) => entry.type === type);
    const isTrusted = trusted.some((entry) => entry.fingerprint === fingerprint);
    return {
      host,
      port,
      type,
      fingerprint,
      trust: isTrusted ? 'trusted' : sameType ? 'changed' : 'new',
      known: isTrusted ? null : (sameType?.fingerprint ?? null),
    };
  });
}

/** The key of one family, or null when the host has none of it. */
function offeredKey(host: string, port: number, family: string[]): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let offered: Buffer | null = null;
    client.on('error', (error: Error & { level?: string }) => {
      if (offered) resolve(offered);
      else if (/no matching host key|no matching.*format/i.test(error.message)) resolve(null);
      else reject(connectionProblem(error, { host, port, user: '' }));
    });
    client.on('close', () => resolve(offered));
    client.connect({
      host,
      port,
      username: 'tandem',
      readyTimeout: timeoutMs,
      algorithms: { serverHostKey: family as never },
      hostVerifier: (key: Buffer) => {
        offered = Buffer.from(key);
        return false;
      },
    });
  });
}
