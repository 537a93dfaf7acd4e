import ssh2 from 'ssh2';
import type { HostKey } from '../../protocol/contract/hosts.ts';
import { fail } from '../../protocol/contract/problem.ts';
import { connectionProblem } from './connection-problem.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';
import { askable, type Expectation, keyFamilies, refuseRevoked } from './key-verdict.ts';
import type { Endpoint } from './ssh-config.ts';
import type { OpenWay } from './way.ts';

const timeoutMs = 8000;

/**
 * The keys that a host offers, compared with what is known of it. No credential is sent: the connection ends at the key
 * exchange. SSH negotiates one key per connection, so each family is asked for on a connection of its own. Rejects with
 * host.unreachable, host.port-closed, host.timed-out, and with host.key-revoked where one of the keys is.
 */
export async function readHostKeys(at: Endpoint, expected: Expectation, way: OpenWay): Promise<HostKey[]> {
  const settled = await Promise.allSettled(keyFamilies.map((family) => offeredKey(at, way, family)));
  const offered = settled.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
  if (offered.length === 0) {
    const failed = settled.find((result) => result.status === 'rejected');
    throw failed ? failed.reason : fail('host.unreachable', { host: at.host });
  }
  const keys = offered.map((key) => ({ type: keyTypeOf(key), fingerprint: fingerprintOf(key) }));
  return compareKeys(expected, keys);
}

/** Throws host.key-revoked. */
export function compareKeys(
  expected: Expectation,
  offered: readonly { type: string; fingerprint: string }[],
): HostKey[] {
  const { host, port, authorities } = expected;
  const trusted = askable(expected);
  // A host without any key of the types that are known of it has changed its key, whatever it offers instead.
  const isWithoutKnown = !trusted.some((entry) => offered.some((key) => key.type === entry.type));
  return offered.map(({ type, fingerprint }) => {
    const revoked = refuseRevoked(expected, fingerprint);
    if (revoked) throw revoked;
    const same = trusted.find((entry) => entry.fingerprint === fingerprint);
    const before = same
      ? undefined
      : (trusted.find((entry) => entry.type === type) ?? (isWithoutKnown ? trusted[0] : undefined));
    const place = (same ?? before)?.place;
    return {
      host,
      port,
      type,
      fingerprint,
      trust: same ? 'trusted' : before ? 'changed' : 'new',
      known: before?.fingerprint ?? null,
      ...(place ? { vouchedBy: place } : {}),
      ...(authorities[0] ? { authority: authorities[0] } : {}),
    };
  });
}

/** The key of one family, or null when the host has none of it. */
async function offeredKey(at: Endpoint, way: OpenWay, family: readonly string[]): Promise<Buffer | null> {
  const sock = await way.dial();
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let offered: Buffer | null = null;
    client.on('error', (error: Error & { level?: string }) => {
      if (offered) resolve(offered);
      else if (/no matching host key|no matching.*format/i.test(error.message)) resolve(null);
      else reject(connectionProblem(error, { host: at.host, port: at.connectPort, user: '' }));
    });
    client.on('close', () => resolve(offered));
    client.connect({
      host: at.hostName,
      port: at.connectPort,
      ...(sock === undefined ? {} : { sock }),
      username: 'tandem',
      readyTimeout: timeoutMs,
      algorithms: { serverHostKey: [...family] as never },
      hostVerifier: (key: Buffer) => {
        offered = Buffer.from(key);
        return false;
      },
    });
  });
}
