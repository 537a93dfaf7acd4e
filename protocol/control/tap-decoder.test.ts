import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeProblem } from '../contract/problem.ts';
import { MAX_RECORD_LENGTH, TapDecoder } from './tap-decoder.ts';
import { encodeTapRecord, type TapRecord } from './tap-stream.ts';

const hello: TapRecord = {
  type: 'hello',
  hello: {
    version: '0.1.0',
    interface: 'eth0',
    linkType: 1,
    nowNs: '1795345136135708123',
    capture: 'af-packet',
  },
};

const anyRecord: fc.Arbitrary<TapRecord> = fc.oneof(
  fc.record({
    type: fc.constant('frame' as const),
    frame: fc.record({
      tsNs: fc.bigInt(0n, 2n ** 64n - 1n),
      originalLength: fc.nat(0xffff_ffff),
      bytes: fc.uint8Array({ maxLength: 300 }),
    }),
  }),
  fc.record({ type: fc.constant('drops' as const), drops: fc.record({ kernel: fc.nat(), pipe: fc.nat() }) }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((cause): TapRecord => {
    const problem = makeProblem('capture.ended', { interface: 'eth0' }, cause.toWellFormed());
    return { type: 'problem', problem };
  }),
  fc.constant(hello),
);

function concat(parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('tap stream', () => {
  it('lays a frame record out as documented', () => {
    const bytes = Uint8Array.of(0xaa, 0xbb);
    const record = encodeTapRecord({ type: 'frame', frame: { tsNs: 0x0102n, originalLength: 60, bytes } });
    expect([...record]).toEqual([0, 0, 0, 15, 2, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 60, 0xaa, 0xbb]);
  });

  it('gives back what was encoded, however the stream was cut', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 8 }), fc.integer({ min: 1, max: 64 }), (records, step) => {
        const stream = concat(records.map(encodeTapRecord));
        const decoder = new TapDecoder();
        const decoded: TapRecord[] = [];
        for (let at = 0; at < stream.length; at += step)
          decoded.push(...decoder.push(stream.subarray(at, at + step)));
        expect(decoded).toEqual(records);
      }),
    );
  });

  it('does not alias the chunk, which may be one that is reused', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const chunk = Buffer.from(
      encodeTapRecord({ type: 'frame', frame: { tsNs: 0n, originalLength: 3, bytes } }),
    );
    const decoder = new TapDecoder();
    const [record] = decoder.push(Buffer.concat([chunk, chunk.subarray(0, 10)]));
    const second = decoder.push(chunk.subarray(10));
    chunk.fill(0xff);
    for (const each of [record, second[0]])
      expect(each).toMatchObject({ frame: { bytes: Uint8Array.of(1, 2, 3) } });
  });

  it('never throws and ends with one problem on a stream that breaks the rules', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (chunks) => {
        const decoder = new TapDecoder();
        const decoded = chunks.flatMap((chunk) => decoder.push(chunk));
        expect(decoded.filter((record) => record.type === 'problem').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses a record longer than the bound without waiting for it', () => {
    const decoder = new TapDecoder();
    decoder.push(encodeTapRecord(hello));
    const header = new Uint8Array(4);
    new DataView(header.buffer).setUint32(0, MAX_RECORD_LENGTH + 1);
    const [record] = decoder.push(header);
    expect(record).toMatchObject({
      type: 'problem',
      problem: { code: 'capture.ended', params: { interface: 'eth0' } },
    });
    expect(decoder.push(encodeTapRecord(hello))).toEqual([]);
  });
});
