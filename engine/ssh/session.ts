import type { Readable, Writable } from 'node:stream';
import ssh2, { type ClientChannel, type ConnectConfig } from 'ssh2';
import { fail, type ProblemError } from '../../protocol/contract/problem.ts';
import { connectionProblem } from './connection-problem.ts';
import { changedType, keyAlgorithms, refuseKey } from './key-verdict.ts';
import type { KnownKeys } from './known-keys.ts';
import { quoteArgv } from './quote.ts';

export type Credential =
  | { kind: 'password'; password: string }
  | { kind: 'key'; path: string; privateKey: Buffer }
  | { kind: 'agent'; socket: string };

export interface SessionTarget {
  host: string;
  port: number;
  user: string;
  credential: Credential;
  /** A fingerprint that the lab file itself vouches for. */
  pinned?: string | undefined;
}

export interface CommandResult {
  status: number;
  stdout: string;
  stderr: string;
}

/** A command that runs on: its streams, and how it ended. */
export interface RunningCommand {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Exit status, or null when the connection went away first. */
  ended: Promise<number | null>;
  close(): void;
}

/** An authenticated SSH connection whose host key was verified before any credential was sent. */
export interface Session {
  readonly host: string;
  start(argv: readonly string[]): Promise<RunningCommand>;
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>;
  readonly alive: boolean;
  close(): void;
}

const readyTimeoutMs = 8000;
/** Three unanswered keepalives end a dead connection after about 4 s, the drills' lease. */
const keepaliveIntervalMs = 1300;

/** Rejects with one of the `host.*` problems; no credential leaves before the key is one that was confirmed. */
export async function openSession(target: SessionTarget, known: KnownKeys): Promise<Session> {
  const { host, port, user } = target;
  const expected = { host, port, trusted: known.of(host, port), pinned: target.pinned };
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const closed = Promise.withResolvers<void>();
    let refusal: ProblemError | null = null;
    let isReady = false;
    let alive = true;

    const verify = (key: Buffer) => {
      refusal = refuseKey(expected, key);
      return refusal === null;
    };

    client.on('ready', () => {
      isReady = true;
      // A short request must not wait 40 ms for the acknowledgement of the one before (Nagle's algorithm).
      client.setNoDelay(true);
      resolve({
        host,
        get alive() {
          return alive;
        },
        closed: closed.promise,
        start: (argv) => startCommand(client, host, argv),
        close: () => client.end(),
      });
    });
    client.on('error', (error) => {
      if (!isReady)
        reject(refusal ?? changedType(expected, error) ?? connectionProblem(error, { host, port, user }));
    });
    client.on('close', () => {
      alive = false;
      closed.resolve();
      if (!isReady) reject(refusal ?? fail('host.unreachable', { host }));
    });
    client.on('keyboard-interactive', (_name, _instructions, _lang, prompts, answer) => {
      answer(target.credential.kind === 'password' ? prompts.map(() => passwordOf(target.credential)) : []);
    });

    const config: ConnectConfig = {
      host,
      port,
      username: user,
      readyTimeout: readyTimeoutMs,
      keepaliveInterval: keepaliveIntervalMs,
      keepaliveCountMax: 3,
      hostVerifier: verify,
      ...credentialOptions(target.credential),
    };
    if (target.credential.kind === 'password') config.authHandler = passwordHandler();
    const algorithms = keyAlgorithms(expected);
    if (algorithms) config.algorithms = { serverHostKey: algorithms as never };
    try {
      client.connect(config);
    } catch (error) {
      const { credential } = target;
      reject(
        credential.kind === 'key'
          ? fail('host.key-unreadable', { path: credential.path }, error)
          : fail('host.auth-failed', { host, user }, error),
      );
    }
  });
}

/**
 * A password is offered once: by `password`, or by `keyboard-interactive` where the host has only that. Offering a wrong
 * one by both would count twice towards a lock-out.
 */
function passwordHandler(): NonNullable<ConnectConfig['authHandler']> {
  let asked = false;
  return (methodsLeft, _partialSuccess, next) => {
    if (methodsLeft === null) return next('none');
    if (asked) return next(false as never); // ssh2 takes false for “no more”, its types do not
    asked = true;
    return next(methodsLeft.includes('password') ? 'password' : 'keyboard-interactive');
  };
}

function passwordOf(credential: Credential): string {
  return credential.kind === 'password' ? credential.password : '';
}

function credentialOptions(credential: Credential): Partial<ConnectConfig> {
  switch (credential.kind) {
    case 'password':
      return { password: credential.password, tryKeyboard: true };
    case 'key':
      return { privateKey: credential.privateKey };
    case 'agent':
      return { agent: credential.socket };
  }
}

function startCommand(client: ssh2.Client, host: string, argv: readonly string[]): Promise<RunningCommand> {
  return new Promise((resolve, reject) => {
    const lost = (cause?: unknown) => reject(fail('host.lost', { host, step: argv[0] ?? '' }, cause));
    client.once('close', lost);
    try {
      client.exec(quoteArgv(argv), (error, channel) => {
        client.off('close', lost);
        if (error) lost(error);
        else resolve(wrapChannel(channel));
      });
    } catch (error) {
      lost(error);
    }
  });
}

function wrapChannel(channel: ClientChannel): RunningCommand {
  const ended = Promise.withResolvers<number | null>();
  let status: number | null = null;
  channel.on('exit', (code: number | null) => {
    status = code ?? 128;
  });
  channel.on('close', () => ended.resolve(status));
  channel.on('error', () => undefined);
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended: ended.promise,
    close: () => channel.close(),
  };
}
