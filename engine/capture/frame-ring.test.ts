import { expect, it } from 'vitest';
import { FrameRing } from './frame-ring.ts';

const entry = (frame: number) => ({ frame, bytes: new Uint8Array(), tsNs: 0n, originalLength: 0 });

function filled(count: number): FrameRing<number> {
  const ring = new FrameRing<number>(3);
  for (let no = 1; no <= count; no++) ring.push(entry(no));
  return ring;
}

it('keeps the newest frames under numbers that never repeat', () => {
  const ring = filled(5);
  expect([ring.first, ring.last]).toEqual([3, 5]);
  expect([2, 3, 5, 6].map((no) => ring.get(no)?.frame)).toEqual([undefined, 3, 5, undefined]);
});

it('gives what is left of a range', () => {
  expect(
    filled(5)
      .from(1, 10)
      .map(({ frame }) => frame),
  ).toEqual([3, 4, 5]);
  expect(
    filled(5)
      .from(4, 1)
      .map(({ frame }) => frame),
  ).toEqual([4]);
  expect(filled(2).from(3, 10)).toEqual([]);
});
