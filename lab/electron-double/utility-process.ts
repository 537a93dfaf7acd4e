import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ForkOptions, UtilityProcess } from 'electron';
import type { MessagePortDouble } from './message-channel.ts';

/** A utility process as a thread, which is the nearest that Node can transfer a port to. */
export class UtilityProcessDouble extends EventEmitter implements Pick<UtilityProcess, 'kill' | 'pid'> {
  readonly pid: number;
  readonly #worker: Worker;

  constructor(modulePath: string, args: string[] = [], options: ForkOptions = {}) {
    super();
    this.#worker = new Worker(new URL('./utility-worker.ts', import.meta.url), {
      argv: args,
      env: { ...options.env } as Record<string, string>,
      workerData: { modulePath },
    });
    this.pid = this.#worker.threadId;
    this.#worker.once('exit', (code) => this.emit('exit', code));
    this.#worker.once('error', (error) => this.emit('error', 'FatalError', modulePath, String(error)));
  }

  postMessage(message: unknown, transfer: MessagePortDouble[] = []): void {
    const ports = transfer.map((port) => port.transfer());
    this.#worker.postMessage({ data: message, ports }, ports);
  }

  kill(): boolean {
    void this.#worker.terminate();
    return true;
  }
}
