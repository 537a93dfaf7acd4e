import { Worker } from 'node:worker_threads';
import { optionsOr } from '../support/options.ts';
import type { FuzzResult } from './run.ts';
import { targets } from './targets.ts';

/**
 * `npm run fuzz -- [--inputs N] [--seed S] [--target NAME]`: changed inputs for every reader, spread evenly. Each
 * reader runs in a thread of its own, so that an endless loop is seen from outside and told by its input's number.
 */
const hangMs = 10_000;
const usage = `Usage: npm run fuzz -- [--inputs N] [--seed S] [--target ${targets.map(({ name }) => name).join('|')}]\n`;
const EXIT_USAGE = 2;

const { values } = optionsOr(usage, {
  options: { inputs: { type: 'string' }, seed: { type: 'string' }, target: { type: 'string' } },
});
const seed = Number(values.seed ?? 1);
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
const each = Math.ceil(Number(values.inputs ?? 1_000_000) / Math.max(1, chosen.length));
if (chosen.length === 0 || !Number.isSafeInteger(each) || each < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write(usage);
  process.exit(EXIT_USAGE);
}

const startedMs = performance.now();
let total = 0;
let isFine = true;
for (const { name } of chosen) {
  const began = performance.now();
  const result = await runInThread(name);
  const seconds = (performance.now() - began) / 1000;
  if (typeof result === 'string') {
    console.log(`${name}: ${result}`);
    isFine = false;
    continue;
  }
  total += result.inputs;
  const { inputs, slowest, heapGrowthBytes, failure } = result;
  const growth = (heapGrowthBytes / 2 ** 20).toFixed(1);
  console.log(
    `${name}: ${inputs} inputs in ${seconds.toFixed(1)} s, slowest ${slowest.ms.toFixed(1)} ms (number ${slowest.input}), heap ${growth} MiB`,
  );
  if (!failure) continue;
  isFine = false;
  console.log(`  input ${failure.input} of seed ${seed}: ${failure.error}\n  ${failure.hex}`);
}
const seconds = (performance.now() - startedMs) / 1000;
console.log(
  `${total} inputs in ${seconds.toFixed(1)} s, ${Math.round(total / seconds)} a second, seed ${seed}`,
);
process.exitCode = isFine ? 0 : 1;

function runInThread(target: string): Promise<FuzzResult | string> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { target, inputs: each, seed, progress };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
  return new Promise((resolve) => {
    let last = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(progress, 0);
      if (now === last) end(`hangs at input ${now} of seed ${seed}`);
      last = now;
    }, hangMs);
    const end = (result: FuzzResult | string) => {
      clearInterval(watch);
      resolve(result);
      void worker.terminate();
    };
    worker.once('message', end);
    worker.once('error', (error) => end(error.message));
  });
}
