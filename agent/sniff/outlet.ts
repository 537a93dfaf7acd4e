import type { Writable } from 'node:stream';
import { encodeTapRecord, type TapRecord } from '../../protocol/control/tap-stream.ts';

const FLUSH_MS = 10;

/**
 * Writes records to the parent in batches. While the parent does not read, frames are dropped and counted rather than
 * piled up; other records always pass.
 */
export class Outlet {
  readonly #output: Writable;
  readonly #limitBytes: number;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(output: Writable, limitBytes = 8 * 1024 * 1024) {
    this.#output = output;
    this.#limitBytes = limitBytes;
  }

  /** Frames dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  write(record: TapRecord): void {
    if (record.type === 'frame' && this.#output.writableLength + this.#batchBytes > this.#limitBytes) {
      this.#dropped += 1;
      return;
    }
    const bytes = encodeTapRecord(record);
    this.#batch.push(bytes);
    this.#batchBytes += bytes.length;
    this.#flushTimer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Resolves when the operating system has everything. */
  end(): Promise<void> {
    this.#flush();
    return new Promise((resolve) => this.#output.write('', () => resolve()));
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#batch.length === 0) return;
    const batch = Buffer.concat(this.#batch, this.#batchBytes);
    this.#batch = [];
    this.#batchBytes = 0;
    this.#output.write(batch);
  }
}
