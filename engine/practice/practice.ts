import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { PracticeStatus } from '../../protocol/contract/labs.ts';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import { problemSchema } from '../../protocol/contract/problem-schema.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import type { Tasks, TaskVoice } from '../tasks/tasks.ts';

/** Name of the lab that the practice nodes become. */
export const practiceLabName = 'practice';
/** The practice nodes are made for everybody to break; their password is no secret. */
const practicePassword = 'lab';

const lineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('step'),
    step: z.string(),
    state: z.enum(['start', 'progress', 'done']),
    message: z.string(),
    percent: z.number().optional(),
  }),
  z.object({ type: z.literal('done'), ok: z.literal(true) }),
  z.object({ type: z.literal('problem'), problem: problemSchema }),
]);

const statusSchema = z.object({
  state: z.enum(['up', 'down', 'partial']),
  lab: z.string(),
  nodes: z.array(
    z.object({
      address: z.string(),
      hostKey: z.object({ type: z.string(), fingerprint: z.string() }).optional(),
    }),
  ),
});

export interface Practice {
  status(): Promise<PracticeStatus>;
  up(): string;
  down(): string;
  onChange(listener: () => void): () => void;
}

interface PracticeParts {
  tasks: Tasks;
  platform: NodeJS.Platform;
  uid: number | null;
  /** Remembers the lab, its password and the keys that the practice lab itself vouches for. */
  adopt(lab: Lab, password: string, keys: { host: string; type: string; fingerprint: string }[]): void;
  /** The nodes are about to go away. */
  abandon(lab: string): Promise<void>;
}

/** Inside Electron the own program is not a Node. */
const node = process.env.TANDEM_NODE ?? process.execPath;
const program = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'lab', 'cli.ts');

/** Runs the practice lab as a separate program: two real Debian nodes on this machine. */
export function createPractice(parts: PracticeParts): Practice {
  const { tasks } = parts;
  const listeners = new Set<() => void>();
  let taskId: string | null = null;
  let isAdopted = false;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  /** The keys are vouched for by the program that made them; a person asked for it by asking for the lab. */
  const adopt = async () => {
    const { lab: file, nodes } = await readStatus();
    const lab = labSchema.parse({ ...JSON.parse(readFileSync(file, 'utf8')), name: practiceLabName });
    const keys = nodes.flatMap(({ address, hostKey }) => (hostKey ? [{ host: address, ...hostKey }] : []));
    parts.adopt(lab, practicePassword, keys);
    isAdopted = true;
  };
  const unsupported = () => {
    if (parts.platform !== 'linux') return 'it needs Linux';
    if (!existsSync(program)) return 'the practice lab is not part of this installation';
    return parts.uid === 0 ? null : 'it needs root; start Tandem with sudo';
  };
  const start = (kind: 'practice-up' | 'practice-down', work: (voice: TaskVoice) => Promise<void>) => {
    const reason = unsupported();
    if (reason) throw fail('practice.unsupported', { detail: reason });
    if (taskId) throw fail('practice.busy', { pid: process.pid });
    const own = tasks.start(kind, practiceLabName, async (voice) => {
      try {
        await work(voice);
      } finally {
        taskId = null;
        tell();
      }
    });
    taskId = own;
    tell();
    return own;
  };

  return {
    status: async () => {
      const reason = unsupported();
      if (reason) return { unsupported: reason, state: 'down', lab: null, taskId: null };
      const { state } = await readStatus();
      return { unsupported: null, state, lab: state === 'up' && isAdopted ? practiceLabName : null, taskId };
    },
    up: () =>
      start('practice-up', async (voice) => {
        await runProgram(['up', '--json'], voice);
        await adopt();
      }),
    down: () =>
      start('practice-down', async (voice) => {
        await parts.abandon(practiceLabName);
        isAdopted = false;
        voice.step({ node: null, step: 'down', state: 'running' });
        await runProgram(['down'], voice);
        voice.step({ node: null, step: 'down', state: 'done' });
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function readStatus(): Promise<z.infer<typeof statusSchema>> {
  const child = spawn(node, [program, 'status', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return statusSchema.parse(JSON.parse(text));
}

/** Rejects with the program's own Problem, or with practice.failed and what it printed last. */
async function runProgram(args: string[], voice: TaskVoice): Promise<void> {
  const child = spawn(node, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  voice.signal.addEventListener('abort', stop, { once: true });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let said = '';
  let problem: ProblemError | null = null;
  createInterface({ input: child.stderr }).on('line', (line) => {
    said = line;
    voice.log(null, line);
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = parseLine(text);
    if (!line) voice.log(null, text);
    else if (line.type === 'problem') problem = new ProblemError(line.problem);
    else if (line.type === 'step') report(voice, line);
  });
  const status = await ended;
  voice.signal.removeEventListener('abort', stop);
  if (problem) throw problem;
  if (voice.signal.aborted) throw fail('request.cancelled');
  if (status !== 0) throw fail('practice.failed', { detail: said || `exit status ${status}` });
}

function report(voice: TaskVoice, line: Extract<z.infer<typeof lineSchema>, { type: 'step' }>): void {
  voice.log(null, line.message);
  voice.step({
    node: null,
    step: line.step,
    state: line.state === 'done' ? 'done' : 'running',
    detail: line.message,
    ...(line.percent === undefined ? {} : { bytes: line.percent, totalBytes: 100 }),
  });
}

function parseLine(text: string): z.infer<typeof lineSchema> | null {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
