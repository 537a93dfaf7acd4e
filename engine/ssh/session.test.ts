import { once } from 'node:events';
import ssh2 from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { toProblem } from '../../protocol/contract/problem.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';
import type { KnownKeys } from './known-keys.ts';
import { openSession } from './session.ts';

/** A server of ssh2's own on this machine's loopback, with keys made for the test. */

const generate = (type: 'ed25519' | 'ecdsa') => {
  const pair = type === 'ecdsa' ? ssh2.utils.generateKeyPairSync(type, { bits: 256 }) : generateEd25519();
  const parsed = ssh2.utils.parseKey(pair.public);
  if (parsed instanceof Error) throw parsed;
  const blob = parsed.getPublicSSH();
  return { private: pair.private, type: keyTypeOf(blob), fingerprint: fingerprintOf(blob) };
};
const generateEd25519 = () => ssh2.utils.generateKeyPairSync('ed25519');

const ed25519 = generate('ed25519');
const ecdsa = generate('ecdsa');
const other = generate('ed25519');

let server: ssh2.Server | null = null;
let authenticated = 0;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

async function connect(hostKeys: (typeof ed25519)[], trusted: (typeof ed25519)[], pinned?: string) {
  authenticated = 0;
  server = new ssh2.Server({ hostKeys: hostKeys.map((key) => key.private) }, (peer) => {
    peer.on('error', () => undefined);
    peer.on('authentication', (context) => {
      authenticated++;
      if (context.method === 'password') context.accept();
      else context.reject(['password']);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const known: KnownKeys = {
    of: (host) => trusted.map(({ type, fingerprint }) => ({ host, port, type, fingerprint, acceptedMs: 0 })),
    accept: () => undefined,
    forget: () => 0,
  };
  const credential = { kind: 'password', password: 'secret' } as const;
  try {
    const session = await openSession({ host: '127.0.0.1', port, user: 'u', credential, pinned }, known);
    session.close();
    await session.closed;
    return 'connected';
  } catch (error) {
    return toProblem(error);
  }
}

describe('the host key', () => {
  it.each([
    ['known', [ed25519], undefined],
    ['known, and pinned', [ed25519], ed25519.fingerprint],
    ['pinned', [], ed25519.fingerprint],
  ])('%s: it is let in', async (_name, trusted, pinned) => {
    expect(await connect([ed25519], trusted, pinned)).toBe('connected');
  });

  it('pinned, of a host with more than one key: that one is asked for', async () => {
    expect(await connect([ed25519, ecdsa], [ed25519, ecdsa], ecdsa.fingerprint)).toBe('connected');
  });

  it.each([
    ['known, but the lab pins another', [ed25519], other.fingerprint, other.fingerprint],
    ['new where the lab pins another', [], other.fingerprint, other.fingerprint],
    ['pinned, but another is known', [other], ed25519.fingerprint, other.fingerprint],
    ['another than is known', [other], undefined, other.fingerprint],
  ])('%s: it has changed', async (_name, trusted, pinned, known) => {
    expect(await connect([ed25519], trusted, pinned)).toMatchObject({
      code: 'host.key-changed',
      params: { known, offered: ed25519.fingerprint },
    });
    expect(authenticated).toBe(0);
  });

  it('of another type than is known has changed', async () => {
    expect(await connect([ecdsa], [ed25519])).toMatchObject({
      code: 'host.key-changed',
      params: { known: ed25519.fingerprint, offered: 'another type' },
    });
    expect(authenticated).toBe(0);
  });

  it('that nobody knows is unknown', async () => {
    expect(await connect([ed25519], [])).toMatchObject({ code: 'host.key-unknown' });
    expect(authenticated).toBe(0);
  });
});
