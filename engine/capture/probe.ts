import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { type ProbeLine, probeLineSchema } from '../../protocol/control/probe-messages.ts';
import { spawnTap, type TapProcess } from './tap-process.ts';

export interface Probe {
  stop(): void;
  ended: TapProcess['ended'];
}

/** Runs `tandem-agent probe …` and hands on its lines. */
export function runProbe(
  tapArgv: readonly string[],
  options: readonly string[],
  onLine: (line: ProbeLine) => void,
): Probe {
  const process = spawnTap(tapArgv, ['probe', ...options]);
  const stdout = new PassThrough();
  process.onStdout((chunk) => stdout.write(chunk));
  createInterface({ input: stdout }).on('line', (text) => {
    const line = parse(text);
    if (line) onLine(line);
  });
  return { stop: () => process.stop(), ended: process.ended };
}

function parse(text: string): ProbeLine | null {
  try {
    return probeLineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
