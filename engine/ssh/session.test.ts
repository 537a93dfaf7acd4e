import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext } from 'ssh2';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { toProblem } from '../../protocol/contract/problem.ts';
import type { Credential } from './authentication.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';
import type { Expectation } from './key-verdict.ts';
import { openSession } from './session.ts';
import { generateKeyPair } from './testing/generate-key.ts';

/** A server of ssh2's own on this machine's loopback, with keys made for the test. */

const generate = (type: 'ed25519' | 'ecdsa') => {
  const pair = type === 'ecdsa' ? generateKeyPair(type, { bits: 256 }) : generateEd25519();
  const parsed = ssh2.utils.parseKey(pair.public);
  if (parsed instanceof Error) throw parsed;
  const blob = parsed.getPublicSSH();
  return { private: pair.private, type: keyTypeOf(blob), fingerprint: fingerprintOf(blob) };
};
const generateEd25519 = () => generateKeyPair('ed25519');

const ed25519 = generate('ed25519');
const ecdsa = generate('ecdsa');
const other = generate('ed25519');

let server: ssh2.Server | null = null;
let authenticated = 0;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

interface Attempt {
  hostKeys?: (typeof ed25519)[];
  trusted?: (typeof ed25519)[];
  revoked?: (typeof ed25519)[];
  pinned?: string | undefined;
  credential?: Credential;
  onAuthentication?: (context: AuthContext) => void;
}

const acceptPassword = (context: AuthContext) => {
  if (context.method === 'password') context.accept();
  else context.reject(['password']);
};

async function attempt(options: Attempt) {
  const { hostKeys = [ed25519], trusted = [ed25519], revoked = [], pinned } = options;
  authenticated = 0;
  server = new ssh2.Server({ hostKeys: hostKeys.map((key) => key.private) }, (peer) => {
    peer.on('error', () => undefined);
    peer.on('authentication', (context) => {
      authenticated++;
      (options.onAuthentication ?? acceptPassword)(context);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const host = '127.0.0.1';
  const expected: Expectation = {
    host,
    port,
    trusted: trusted.map(({ type, fingerprint }) => ({ type, fingerprint, place: null })),
    revoked: revoked.map(({ fingerprint }) => ({ fingerprint, place: 'known_hosts:3' })),
    authorities: [],
    pinned,
  };
  const { credential = { kind: 'password', password: 'secret' } } = options;
  try {
    const where = { host, port, user: 'u', hostName: host, connectPort: port };
    const session = await openSession({ ...where, credential, expected });
    session.close();
    await session.closed;
    return 'connected';
  } catch (error) {
    return toProblem(error);
  }
}

const connect = (hostKeys: (typeof ed25519)[], trusted: (typeof ed25519)[], pinned?: string) =>
  attempt({ hostKeys, trusted, pinned });

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

  it('of a type that is known is asked for, so that one more key on the host is no change', async () => {
    expect(await connect([ed25519, ecdsa], [ecdsa])).toBe('connected');
  });

  it('of a type that nobody could ask for says nothing about the others', async () => {
    const dsa = { ...other, type: 'ssh-dss' };
    expect(await connect([ed25519], [dsa])).toMatchObject({ code: 'host.key-unknown' });
  });

  it('that is revoked is refused, whoever vouches for it', async () => {
    const revoked = [ed25519];
    const pinned = ed25519.fingerprint;
    expect(await attempt({ revoked, pinned })).toMatchObject({
      code: 'host.key-revoked',
      params: { fingerprint: ed25519.fingerprint, place: 'known_hosts:3' },
    });
    expect(authenticated).toBe(0);
  });

  it('of another type than is known, where the host has none of that, has changed', async () => {
    expect(await connect([ecdsa], [ed25519])).toMatchObject({
      code: 'host.key-changed',
      params: { known: ed25519.fingerprint, offered: ecdsa.fingerprint },
    });
    expect(authenticated).toBe(0);
  });

  it('that nobody knows is unknown', async () => {
    expect(await connect([ed25519], [])).toMatchObject({ code: 'host.key-unknown' });
    expect(authenticated).toBe(0);
  });
});

describe('a host that asks questions', () => {
  /** Offers nothing but keyboard-interactive, and asks one round of questions after the other. */
  const asking = (...rounds: { prompt: string; echo?: boolean }[][]) => {
    const told: string[][] = [];
    const onAuthentication = (context: AuthContext) => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
      const ask = (round: number) =>
        context.prompt(rounds[round] as never, (answers: string[]) => {
          told.push(answers);
          if (round + 1 < rounds.length) ask(round + 1);
          else if (answers[0] === 'secret') context.accept();
          else context.reject();
        });
      ask(0);
    };
    return { told, run: () => attempt({ onAuthentication }) };
  };

  it.each(['Password: ', '(u@host) Password:', '密码：'])('for %j gets the password', async (prompt) => {
    expect(await asking([{ prompt, echo: false }]).run()).toBe('connected');
  });

  it.each([
    ['a second factor', [[{ prompt: 'Verification code: ', echo: false }]], 'Verification code:'],
    ['a password that shows', [[{ prompt: 'Password: ', echo: true }]], 'Password:'],
    ['a new password', [[{ prompt: 'New password: ', echo: false }]], 'New password:'],
    ['control characters', [[{ prompt: 'a\u001b[2Jb\n', echo: false }]], 'a\\u001b[2Jb'],
    [
      'two at once',
      [
        [
          { prompt: 'Password:', echo: false },
          { prompt: 'Code:', echo: false },
        ],
      ],
      'Password: | Code:',
    ],
  ])('for %s gets no answer', async (_name, rounds, prompt) => {
    const host = asking(...rounds);
    expect(await host.run()).toMatchObject({ code: 'host.prompt-unknown', params: { prompt, user: 'u' } });
    expect(host.told).toEqual([]);
  });

  it('for the password, and then for a code: the code is named', async () => {
    const host = asking([{ prompt: 'Password:', echo: false }], [{ prompt: 'Token:', echo: false }]);
    expect(await host.run()).toMatchObject({ code: 'host.prompt-unknown', params: { prompt: 'Token:' } });
    expect(host.told).toEqual([['secret']]);
  });

  it('for the password twice says that it was wrong', async () => {
    const again = [{ prompt: 'Password:', echo: false }];
    expect(await asking(again, again).run()).toMatchObject({ code: 'host.auth-failed' });
  });
});

describe('the agent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-agent-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const pair = generateEd25519();
  const parsed = ssh2.utils.parseKey(pair.private);
  if (parsed instanceof Error) throw parsed;
  const acceptKey = (context: AuthContext) => {
    if (context.method !== 'publickey') return context.reject(['publickey']);
    return context.key.data.equals(parsed.getPublicSSH()) ? context.accept() : context.reject(['publickey']);
  };
  const using = (socket: string | null, keys: (typeof parsed)[] = []) =>
    attempt({ credential: { kind: 'agent', socket, keys }, onAuthentication: acceptKey });

  it('of OpenSSH signs with its key', async () => {
    const socket = join(folder, 'socket');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(agent.stdout, 'data');
    try {
      expect(await using(socket)).toMatchObject({ code: 'host.auth-failed' });
      writeFileSync(join(folder, 'key'), pair.private);
      chmodSync(join(folder, 'key'), 0o600);
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      execFileSync('ssh-add', ['-q', join(folder, 'key')], { env, stdio: 'ignore' });
      await new Promise<void>((resolve) => server?.close(() => resolve()));
      expect(await using(socket)).toBe('connected');
    } finally {
      const ended = once(agent, 'exit');
      agent.kill();
      await ended;
    }
  });

  it('that is gone leaves the key files', async () => {
    expect(await using(join(folder, 'gone'), [parsed])).toBe('connected');
  });

  it('that is gone, without key files, is a rejection', async () => {
    expect(await using(join(folder, 'gone'))).toMatchObject({ code: 'host.auth-failed' });
  });
});
