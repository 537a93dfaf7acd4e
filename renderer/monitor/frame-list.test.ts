import { expect, test } from 'vitest';
import { FrameRing } from '../store/frame-ring.ts';
import { advertBytes, garpBytes, TestCapture } from '../testing/frames.ts';
import type { Filter } from './filter.ts';
import { FrameList } from './frame-list.ts';

const all: Filter = () => true;
const garp: Filter = (frame) => frame.arp?.gratuitous === true;

function record(count: number) {
  const capture = new TestCapture();
  for (let at = 0; at < count; at += 1) capture.add(at % 10 === 0 ? garpBytes(0) : advertBytes(0, 150), at);
  return capture.frames;
}

test('follows the ring and looks at new frames only', () => {
  const frames = record(60);
  const ring = new FrameRing(1000);
  const list = new FrameList();
  let looked = 0;
  const counting: Filter = (frame) => {
    looked += 1;
    return garp(frame);
  };
  ring.append(frames.slice(0, 30));
  list.update(ring, 1, counting);
  ring.append(frames.slice(30));
  list.update(ring, 1, counting);
  expect(list.length).toBe(6);
  expect(looked).toBe(60);
  expect(list.indexOf(31)).toBe(3);
  expect(list.indexOf(32)).toBe(-1);
});

test('another filter or another capture starts over', () => {
  const ring = new FrameRing(1000);
  const list = new FrameList();
  ring.append(record(20));
  list.update(ring, 1, garp);
  list.update(ring, 1, all);
  expect(list.length).toBe(20);
  ring.clear();
  list.update(ring, 2, all);
  expect(list.length).toBe(0);
});

test('says how many rows vanished at the top', () => {
  const frames = record(30);
  const ring = new FrameRing(20);
  const list = new FrameList();
  ring.append(frames.slice(0, 20));
  list.update(ring, 1, all);
  ring.append(frames.slice(20));
  expect(list.update(ring, 1, all)).toBe(12);
  expect(list.at(0)?.no).toBe(13);
});
