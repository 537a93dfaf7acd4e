import { type ChildProcess, spawn as nodeSpawn } from 'node:child_process';
import type { Account } from './account.ts';
import { type OwnProcess, ownProcess, planLaunch } from './launch.ts';

/** How a command ended. */
export interface CommandOutcome {
  /** Exit status; null where it did not exit by itself. */
  status: number | null;
  /** Name of the signal that ended it. */
  signal: string | null;
  /** Why it was not waited for any longer, or could not be started. */
  failure: string | null;
  /** What it wrote to its output and error output, the last bytes where it was too much. */
  output: string;
  /** Whether the beginning of the output is missing. */
  cut: boolean;
}

export interface RunningCommand {
  /** Comes with the abort at the latest; never rejects. */
  outcome: Promise<CommandOutcome>;
  /** The process itself is gone; one that hangs in the kernel outlives even SIGKILL. */
  ended: Promise<void>;
}

export interface CommandRequest {
  command: readonly string[];
  account: Account;
  /** Beyond the clean environment that every command gets. */
  env?: Record<string, string>;
  /** Aborting kills the command's whole process group. */
  signal: AbortSignal;
  keepBytes: number;
  /** Whether what the command left in its process group is killed once the command itself has ended. */
  killLeftovers: boolean;
}

export interface CommandSurroundings {
  spawn: typeof nodeSpawn;
  own(): OwnProcess;
}

/** Output still in the pipe when the process ended is read for so long; a child in the background keeps it open. */
const DRAIN_MS = 100;

/** Runs a program without a shell, as the account, in a process group of its own, with a clean environment, in `/`. */
export function runCommand(
  request: CommandRequest,
  { spawn, own }: CommandSurroundings = { spawn: nodeSpawn, own: ownProcess },
): RunningCommand {
  const { file, args, ...identity } = planLaunch(request.command, request.account, own());
  const tail = new Tail(request.keepBytes);
  const done = (how: Partial<CommandOutcome>): CommandOutcome => {
    return { status: null, signal: null, failure: null, output: tail.text(), cut: tail.cut, ...how };
  };
  let child: ChildProcess;
  try {
    const env = { ...cleanEnvironment(request.account), ...request.env };
    // A session of its own is a process group of its own.
    const options = {
      ...identity,
      env,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'] as const,
    };
    child = spawn(file, args, { ...options, stdio: [...options.stdio] });
  } catch (error) {
    return { outcome: Promise.resolve(done({ failure: text(error) })), ended: Promise.resolve() };
  }
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => tail.add(chunk));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const outcome = new Promise<CommandOutcome>((resolve) => {
    const finish = (how: Partial<CommandOutcome>) => {
      request.signal.removeEventListener('abort', abort);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(done(how));
    };
    const abort = () => {
      killGroup(child);
      finish({ failure: text(request.signal.reason) });
    };
    child.once('error', (error) => finish({ failure: text(error) }));
    child.once('exit', (status, signal) => {
      request.signal.removeEventListener('abort', abort);
      if (request.killLeftovers) killGroup(child);
      const late = setTimeout(() => finish({ status, signal }), DRAIN_MS);
      child.once('close', () => {
        clearTimeout(late);
        finish({ status, signal });
      });
    });
    if (request.signal.aborted) abort();
    else request.signal.addEventListener('abort', abort);
  });
  return { outcome, ended };
}

/** One line about an outcome. */
export function outcomeText({ status, signal, failure }: CommandOutcome): string {
  return failure ?? (signal === null ? `exit status ${status}` : `ended by ${signal}`);
}

function cleanEnvironment({ name, home }: Account): Record<string, string> {
  const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return { PATH, HOME: home, USER: name, LOGNAME: name, LANG: 'C.UTF-8' };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left in it.
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The end of what was written. */
class Tail {
  readonly #limit: number;
  #bytes = Buffer.alloc(0);
  cut = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    const whole = Buffer.concat([this.#bytes, chunk]);
    this.cut ||= whole.length > this.#limit;
    this.#bytes = Buffer.from(whole.subarray(-this.#limit));
  }

  text(): string {
    return this.#bytes.toString('utf8');
  }
}
