import { expect, test } from 'vitest';
import { FrameRing } from '../store/frame-ring.ts';
import { advertBytes, garpBytes, hosts, TestCapture } from '../testing/frames.ts';
import { lanesOf, marksOf } from './lanes.ts';

const capture = new TestCapture();
capture.add(advertBytes(0, 150), 1_000);
capture.add(advertBytes(0, 150), 12_000);
capture.add(advertBytes(0, 0), 12_100);
capture.add(advertBytes(1, 100), 12_160);
capture.add(garpBytes(1), 12_161);
capture.add(advertBytes(1, 100), 12_260);
const ring = new FrameRing(100);
ring.append(capture.frames);

test('a known speaker keeps its lane while it is silent', () => {
  expect(lanesOf(ring, 40_000, hosts)).toEqual([...hosts]);
});

test('a stranger gets a lane of its own', () => {
  expect(lanesOf(ring, 12_300, [hosts[0]])).toEqual([...hosts]);
});

test('marks of the last ten seconds, goodbye and announcement told apart', () => {
  expect(marksOf(ring, hosts[0], 12_300).map(({ kind }) => kind)).toEqual(['stops', 'advert']);
  expect(marksOf(ring, hosts[1], 12_300).map(({ kind }) => kind)).toEqual(['advert', 'garp', 'advert']);
});
