import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mutate } from './mutate.ts';
import { createRandom } from './random.ts';
import type { Target } from './targets.ts';

export interface FuzzResult {
  target: string;
  inputs: number;
  /** What was thrown, with the number and the bytes of the input; null where nothing was. */
  failure: { input: number; hex: string; error: string } | null;
  /** By the processor's time, so that a busy machine makes no input slow. */
  slowest: { input: number; ms: number };
  /** Heap after a collection at the end, less that after the first tenth. */
  heapGrowthBytes: number;
}

/** Of the size of an input's bytes in a report. */
const MAX_REPORTED_BYTES = 4096;

export function fuzz(
  target: Target,
  options: { inputs: number; seed: number; onInput?: (input: number) => void },
): FuzzResult {
  const collect = garbageCollector();
  const random = createRandom(options.seed);
  const slowest = { input: 0, ms: 0 };
  const warm = Math.ceil(options.inputs / 10);
  let heapBefore = 0;
  let failure: FuzzResult['failure'] = null;
  let input = 0;
  while (input < options.inputs && failure === null) {
    input += 1;
    options.onInput?.(input);
    const bytes = mutate(target.seeds, random);
    const before = process.threadCpuUsage();
    try {
      target.run(bytes, random);
    } catch (error) {
      const hex = Buffer.from(bytes.subarray(0, MAX_REPORTED_BYTES)).toString('hex');
      failure = {
        input,
        hex,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
    const { user, system } = process.threadCpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms > slowest.ms) Object.assign(slowest, { input, ms });
    if (input === warm) heapBefore = heapAfter(collect);
  }
  const heapGrowthBytes = heapAfter(collect) - heapBefore;
  return { target: target.name, inputs: input, failure, slowest, heapGrowthBytes };
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function heapAfter(collect: () => void): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
