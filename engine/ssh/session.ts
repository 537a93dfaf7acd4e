import type { Duplex, Readable, Writable } from 'node:stream';
import ssh2, { type ClientChannel } from 'ssh2';
import { fail, type ProblemError } from '../../protocol/contract/problem.ts';
import { authentication, type Credential } from './authentication.ts';
import { connectionProblem } from './connection-problem.ts';
import { type Expectation, keyAlgorithms, refuseKey } from './key-verdict.ts';
import { quoteArgv } from './quote.ts';

export interface SessionTarget {
  /** As people name it: for problems. */
  host: string;
  port: number;
  user: string;
  hostName: string;
  connectPort: number;
  credential: Credential;
  expected: Expectation;
  /** The way through a jump host, instead of a connection of its own. */
  sock?: Duplex | undefined;
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
  /** A TCP connection from that host on (RFC 4254, 7.2). Rejects with host.jump-failed. */
  forward(host: string, port: number): Promise<Duplex>;
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>;
  readonly alive: boolean;
  close(): void;
}

const readyTimeoutMs = 8000;
/** Three unanswered keepalives end a dead connection after about 4 s, the drills' lease. */
const keepaliveIntervalMs = 1300;

/** Rejects with one of the `host.*` problems; no credential leaves before the key is one that was confirmed. */
export async function openSession(target: SessionTarget): Promise<Session> {
  const { host, port, user, expected } = target;
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
    const authenticate = authentication({ host, user }, target.credential, () => client.end());
    const refused = () => refusal ?? authenticate.refusal();

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
        forward: (toHost, toPort) => openForward(client, host, toHost, toPort),
        close: () => client.end(),
      });
    });
    client.on('error', (error: Error & { level?: string }) => {
      // An agent that is gone, or refuses to sign, leaves the other keys to be tried.
      if (error.level === 'agent') return;
      if (!isReady) reject(refused() ?? connectionProblem(error, { host, port, user }));
    });
    client.on('close', () => {
      alive = false;
      closed.resolve();
      if (!isReady) reject(refused() ?? fail('host.unreachable', { host }));
    });

    try {
      client.connect({
        host: target.hostName,
        port: target.connectPort,
        ...(target.sock === undefined ? {} : { sock: target.sock }),
        username: user,
        readyTimeout: readyTimeoutMs,
        keepaliveInterval: keepaliveIntervalMs,
        keepaliveCountMax: 3,
        hostVerifier: verify,
        authHandler: authenticate.handler,
        algorithms: { serverHostKey: keyAlgorithms(expected) as never },
      });
    } catch (error) {
      reject(fail('host.auth-failed', { host, user }, error));
    }
  });
}

function openForward(client: ssh2.Client, jump: string, host: string, port: number): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const failed = (cause?: unknown) => reject(fail('host.jump-failed', { host, jump }, cause));
    client.once('close', failed);
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      client.off('close', failed);
      if (error) failed(error);
      else resolve(channel);
    });
  });
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
