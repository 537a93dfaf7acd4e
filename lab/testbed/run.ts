import { spawn } from 'node:child_process';

/** What a finished program left behind. `status` is 128 + signal number where a signal ended it. */
export interface RunResult {
  status: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Written to the program's standard input, which is then closed. */
  input?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Aborting kills the program with SIGKILL and rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called with each whole line of standard output or standard error as it arrives. */
  onLine?: (line: string) => void;
}

/** A program that ended with a status other than 0. */
export class CommandError extends Error {
  readonly argv: readonly string[];
  readonly result: RunResult;

  constructor(argv: readonly string[], result: RunResult) {
    const words = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-5).join('\n');
    super(`${argv.join(' ')} ended with status ${result.status}${words === '' ? '' : `: ${words}`}`);
    this.name = 'CommandError';
    this.argv = argv;
    this.result = result;
  }
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Calls `onLine` for each whole line of a stream that arrives in pieces; `flush` gives the unended last one. */
export function lineSplitter(onLine: (line: string) => void): { push(text: string): void; flush(): void } {
  let rest = '';
  return {
    push(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    flush() {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

/**
 * Runs a program to its end and collects its output; any status is a result.
 * Rejects when the program cannot be started (the error has `code`, such as ENOENT) or `signal` aborts.
 */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [file, ...args] = argv;
  if (file === undefined) throw new TypeError('an empty argv');
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      signal: options.signal,
      killSignal: 'SIGKILL',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    const splitters: ReturnType<typeof lineSplitter>[] = [];
    for (const name of ['stdout', 'stderr'] as const) {
      const splitter = options.onLine === undefined ? undefined : lineSplitter(options.onLine);
      if (splitter !== undefined) splitters.push(splitter);
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        splitter?.push(text);
      });
    }
    // A program may end without reading its input; its status says whether that was a failure.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const splitter of splitters) splitter.flush();
      resolve({ status: code ?? 128 + (signal === null ? 0 : (signalNumbers[signal] ?? 0)), ...output });
    });
  });
}

/** Like `run`, but a status other than 0 rejects with CommandError. */
export async function runOk(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const result = await run(argv, options);
  if (result.status !== 0) throw new CommandError(argv, result);
  return result;
}
