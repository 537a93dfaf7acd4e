import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { TapDecoder } from '../../protocol/control/tap-decoder.ts';
import type { TapRecord } from '../../protocol/control/tap-stream.ts';
import { Outlet } from './outlet.ts';

const frame: TapRecord = {
  type: 'frame',
  frame: { tsNs: 1n, originalLength: 60, bytes: new Uint8Array(60) },
};
const drops: TapRecord = { type: 'drops', drops: { kernel: 0, pipe: 1 } };

/** A reader that takes nothing until it is let go. */
class Blocked extends Writable {
  readonly chunks: Buffer[] = [];
  #pending: (() => void) | undefined;
  #free = false;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    if (this.#free) done();
    else this.#pending = done;
  }

  release(): void {
    this.#free = true;
    this.#pending?.();
  }
}

describe('Outlet', () => {
  it('writes a batch at once', async () => {
    const output = new Blocked();
    output.release();
    const outlet = new Outlet(output);
    outlet.write(frame);
    outlet.write(drops);
    await outlet.end();
    const decoder = new TapDecoder();
    expect(output.chunks.filter((chunk) => chunk.length > 0)).toHaveLength(1);
    expect(output.chunks.flatMap((chunk) => decoder.push(chunk))).toEqual([frame, drops]);
  });

  it('drops and counts frames while the parent does not read, and lets everything else pass', async () => {
    const output = new Blocked();
    const outlet = new Outlet(output, 200);
    for (let count = 0; count < 10; count += 1) outlet.write(frame);
    outlet.write(drops);
    expect(outlet.dropped).toBe(7);
    const ended = outlet.end();
    output.release();
    await ended;
    const decoder = new TapDecoder();
    const types = output.chunks.flatMap((chunk) => decoder.push(chunk)).map(({ type }) => type);
    expect(types).toEqual(['frame', 'frame', 'frame', 'drops']);
  });
});
