import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A running role of the tap. It ends by itself when its standard input closes, and so never outlives its parent. */
export interface TapProcess {
  onStdout(listener: (chunk: Buffer) => void): void;
  /** Exit status, or null after a signal. */
  ended: Promise<{ status: number | null; stderr: string }>;
  stop(): void;
}

const keptStderr = 8192;

export function spawnTap(argv: readonly string[], role: readonly string[]): TapProcess {
  const [program = '', ...leading] = argv;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, [...leading, ...role], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-keptStderr);
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ status: number | null; stderr: string }>((resolve) => {
    child.on('error', (error) => resolve({ status: 127, stderr: error.message }));
    child.on('close', (status) => resolve({ status, stderr }));
  });
  return {
    onStdout: (listener) => child.stdout.on('data', listener),
    ended,
    stop: () => child.stdin.end(),
  };
}
