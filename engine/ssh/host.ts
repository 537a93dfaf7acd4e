import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fail, type ProblemError } from '../../protocol/contract/problem.ts';
import type { CommandResult, RunningCommand, Session } from './session.ts';

/** How this user becomes root; decided once per connection. */
export type Escalation =
  | { kind: 'root' }
  /** Not at all: commands run as whoever logged in. */
  | { kind: 'none' }
  | { kind: 'passwordless' }
  | { kind: 'password'; password: string };

export interface RunOptions {
  /** What the command does, for people: a Problem shows it instead of the arguments. */
  name?: string;
  /** Sent to the command's standard input, which is then closed. */
  input?: string | Buffer;
  /** Called as the input leaves, with how many bytes have. */
  onSent?: (bytes: number) => void;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** A host on which commands run as root. Arguments are always separate; no shell sees them. */
export interface Host {
  readonly session: Session;
  readonly address: string;
  /** Any exit status is a result. Rejects with host.lost, host.timed-out or request.cancelled. */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Rejects with host.command-failed as well, unless the exit status is 0. Resolves to standard output. */
  check(argv: readonly string[], options?: RunOptions): Promise<string>;
  /** A command that runs on. With sudo its password has been sent already. */
  start(argv: readonly string[]): Promise<RunningCommand>;
}

const defaultTimeoutMs = 30_000;
/** Of either stream; what Tandem asks for is far less, and a host must not fill this machine's memory. */
const outputLimit = 8 * 1024 * 1024;

/** The text of a script would tell nobody anything. */
function nameOf(argv: readonly string[], options: RunOptions = {}): string {
  if (options.name) return options.name;
  return (argv[0] === 'sh' && argv[1] === '-c' ? 'sh -c …' : argv.join(' ')).slice(0, 200);
}

export function createHost(session: Session, escalation: Escalation): Host {
  const start = async (argv: readonly string[]) => {
    const command = await session.start([...rootPrefix(escalation), ...argv]);
    if (escalation.kind === 'password') command.stdin.write(`${escalation.password}\n`);
    return command;
  };
  const run = async (argv: readonly string[], options: RunOptions = {}) =>
    collect(await start(argv), session, argv, options);
  return {
    session,
    address: session.host,
    start,
    run,
    check: async (argv, options) => {
      const result = await run(argv, options);
      if (result.status === 0) return result.stdout;
      const params = { command: nameOf(argv, options), host: session.host, status: result.status };
      throw fail('host.command-failed', params, (result.stderr || result.stdout).trim().slice(0, 2000));
    },
  };
}

/**
 * `-k` makes sudo ask every time, so that the first line of standard input is always the password and never reaches
 * the command; `-p ''` keeps the prompt out of its output.
 */
function rootPrefix(escalation: Escalation): string[] {
  switch (escalation.kind) {
    case 'root':
    case 'none':
      return [];
    case 'passwordless':
      return ['sudo', '-n', '--'];
    case 'password':
      return ['sudo', '-k', '-S', '-p', '', '--'];
  }
}

/**
 * What is run to see whether sudo gives a root shell: who may run only some commands may well run `true`. The answer is
 * read, so sudo speaks English.
 */
const probeArgv = (escalation: Escalation) => ['env', 'LC_ALL=C', ...rootPrefix(escalation), 'sh', '-c', ':'];

/**
 * Finds out how `user` becomes root. Rejects with host.sudo-password-missing, host.sudo-refused, host.sudo-not-allowed
 * or host.sudo-needs-terminal.
 */
export async function escalate(
  session: Session,
  user: string,
  sudoPassword: () => string | null,
  sudoEnv: string,
): Promise<Escalation> {
  if (user === 'root') return { kind: 'root' };
  const params = { host: session.host, user };
  const asks = async (escalation: Escalation) => {
    const argv = probeArgv(escalation);
    const command = await session.start(argv);
    const input = escalation.kind === 'password' ? { input: `${escalation.password}\n` } : {};
    const { status, stderr } = await collect(command, session, argv, { name: 'sudo', ...input });
    const said = stderr.trim().slice(0, 2000);
    if (/must have a tty/i.test(stderr)) throw fail('host.sudo-needs-terminal', params, said);
    if (/is not allowed to (execute|run)/i.test(stderr)) throw fail('host.sudo-not-allowed', params, said);
    if (status === 127) throw fail('host.sudo-refused', params, said);
    return { isRoot: status === 0, said };
  };
  if ((await asks({ kind: 'passwordless' })).isRoot) return { kind: 'passwordless' };
  const password = sudoPassword();
  if (password === null) throw fail('host.sudo-password-missing', { ...params, env: sudoEnv });
  const escalation: Escalation = { kind: 'password', password };
  const { isRoot, said } = await asks(escalation);
  if (isRoot) return escalation;
  throw fail('host.sudo-refused', params, said);
}

type Stop = 'timed-out' | 'cancelled' | 'too-much';

async function collect(
  command: RunningCommand,
  session: Session,
  argv: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  let stopped: Stop | null = null;
  const stop = (why: Stop) => {
    stopped ??= why;
    command.close();
  };
  const stdout = gather(command.stdout, () => stop('too-much'));
  const stderr = gather(command.stderr, () => stop('too-much'));
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const timer = setTimeout(() => stop('timed-out'), timeoutMs);
  const cancel = () => stop('cancelled');
  options.signal?.addEventListener('abort', cancel, { once: true });
  if (options.signal?.aborted) cancel();
  try {
    const [status] = await Promise.all([command.ended, sendInput(command, options)]);
    const name = nameOf(argv, options);
    if (stopped !== null) throw stoppedProblem(stopped, name, session.host, timeoutMs);
    if (status === null) throw fail('host.lost', { host: session.host, step: name.slice(0, 80) });
    return { status, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
  }
}

function stoppedProblem(stopped: Stop, command: string, host: string, timeoutMs: number): ProblemError {
  switch (stopped) {
    case 'cancelled':
      return fail('request.cancelled');
    case 'timed-out':
      return fail('host.timed-out', { host, seconds: timeoutMs / 1000 }, command);
    case 'too-much':
      return fail('host.command-failed', { command, host, status: '-' }, 'too much output');
  }
}

/** Keeps what comes, up to the limit; the rest is read and dropped, so that the channel can close. */
function gather(stream: Readable, onLimit: () => void): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length > outputLimit) return;
    length += chunk.length;
    if (length > outputLimit) onLimit();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

const chunkLength = 128 * 1024;

/** Sends the input in chunks, no faster than the host takes them; a host that stops reading ends it. */
async function sendInput(command: RunningCommand, options: RunOptions): Promise<void> {
  const input =
    typeof options.input === 'string' ? Buffer.from(options.input) : (options.input ?? Buffer.alloc(0));
  const ended = command.ended.then(() => 'ended' as const);
  for (let at = 0; at < input.length; at += chunkLength) {
    const hasRoom = command.stdin.write(input.subarray(at, at + chunkLength));
    options.onSent?.(Math.min(input.length, at + chunkLength));
    if (!hasRoom && (await Promise.race([once(command.stdin, 'drain'), ended])) === 'ended') return;
  }
  command.stdin.end();
}
