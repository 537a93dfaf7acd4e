import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './run.ts';
import { targets } from './targets.ts';

/** One reader, on a thread of its own; the number of the present input stands in shared memory. */
const { target, inputs, seed, progress } = workerData as {
  target: string;
  inputs: number;
  seed: number;
  progress: Int32Array;
};
const found = targets.find(({ name }) => name === target);
if (found) {
  const onInput = (input: number) => Atomics.store(progress, 0, input);
  parentPort?.postMessage(fuzz(found, { inputs, seed, onInput }));
}
