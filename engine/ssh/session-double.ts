import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import type { CommandResult, RunningCommand, Session } from './session.ts';

/** Stands in for a connection in tests. */
function sessionOf(start: (argv: readonly string[]) => RunningCommand): Session {
  return {
    host: 'double',
    alive: true,
    closed: new Promise(() => undefined),
    start: async (argv) => start(argv),
    forward: () => Promise.reject(new Error('no forwarding')),
    close: () => undefined,
  };
}

/** Runs every command on this very machine, as whoever runs the test. */
export function localSession(): Session {
  return sessionOf(([program = '', ...rest]) => {
    const child = spawn(program, rest);
    child.stdin.on('error', () => undefined);
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      ended: new Promise((resolve) => child.on('close', (status) => resolve(status))),
      close: () => child.kill('SIGKILL'),
    };
  });
}

/** Answers every command from `answer` and keeps what was asked; the lock is always free. */
export function scriptedSession(answer: (argv: readonly string[]) => Partial<CommandResult>): {
  session: Session;
  asked: string[];
} {
  const asked: string[] = [];
  const session = sessionOf((argv) => {
    asked.push(argv.join(' '));
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const isLock = argv[0] === 'flock';
    // Whoever holds a lock says every line back.
    if (isLock) stdin.pipe(stdout, { end: false });
    else stdin.resume();
    const result = isLock ? { stdout: 'locked\n' } : answer(argv);
    if (result.stdout) stdout.write(result.stdout);
    if (result.stderr) stderr.write(result.stderr);
    const over = isLock ? new Promise((resolve) => stdin.on('end', resolve)) : Promise.resolve();
    const ended = over.then(async () => {
      // The streams' chunks come before the end, as on a channel.
      await new Promise((resolve) => setImmediate(resolve));
      return result.status ?? 0;
    });
    return { stdin, stdout, stderr, ended, close: () => undefined };
  });
  return { session, asked };
}
