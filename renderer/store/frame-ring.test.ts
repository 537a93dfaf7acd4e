import { expect, test } from 'vitest';
import { advertBytes, TestCapture } from '../testing/frames.ts';
import { FrameRing } from './frame-ring.ts';

function frames(count: number) {
  const capture = new TestCapture();
  for (let at = 0; at < count; at += 1) capture.add(advertBytes(0, 150), at);
  return capture.frames;
}

test('never holds more than its capacity and lets go of the oldest', () => {
  const ring = new FrameRing(100);
  const all = frames(250);
  let dropped = 0;
  for (let at = 0; at < all.length; at += 25) {
    dropped += ring.append(all.slice(at, at + 25));
    expect(ring.length).toBeLessThanOrEqual(100);
    expect(ring.length + dropped).toBe(at + 25);
  }
  expect(ring.last?.no).toBe(250);
  expect(ring.at(0)?.no).toBe(dropped + 1);
});

test('takes a batch that is larger than itself', () => {
  const ring = new FrameRing(10);
  ring.append(frames(35));
  expect(ring.length).toBeLessThanOrEqual(10);
  expect(ring.last?.no).toBe(35);
});
