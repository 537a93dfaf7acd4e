import { Worker } from 'node:worker_threads';
import type { Stall } from './history.ts';

/** Records when the machine did not let programs run: see stall-thread.ts. */
export class StallWatch {
  readonly #pids = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor(told: (stall: Stall) => void) {
    const workerData = { pids: this.#pids };
    this.#worker = new Worker(new URL('./stall-thread.ts', import.meta.url), { workerData });
    this.#worker.on('message', told);
  }

  /** @param place each watched program has one @param pid 0 for none */
  watch(place: number, pid: number): void {
    Atomics.store(this.#pids, place, pid);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
