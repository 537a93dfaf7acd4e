import { expect, test } from 'vitest';
import type { StreamItem } from '../../protocol/contract/contract.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { advertBytes, TestCapture } from '../testing/frames.ts';
import { happy } from '../testing/scenario.ts';
import { createEngine } from '../transport/engine.ts';
import { createCapture } from './capture.ts';

type Batch = StreamItem<'capture.frames'>;

function setUp() {
  const engine = createEngine({ openPort: fakeEngine({ ...happy, capture: 'off' }) });
  const capture = createCapture(engine, () => 5000);
  const recorded = new TestCapture();
  const batch = (count: number, change: Partial<Batch> = {}): Batch => {
    const from = recorded.frames.length;
    for (let at = 0; at < count; at += 1) recorded.add(advertBytes(0, 150), 1000 + at);
    return {
      frames: recorded.frames.slice(from),
      missed: 0,
      total: recorded.frames.length,
      drops: 0,
      state: 'running',
      interface: 'tandem0',
      problem: null,
      ...change,
    };
  };
  return { engine, capture, batch };
}

test('frames go into the ring; the state only says that there are more', () => {
  const { engine, capture, batch } = setUp();
  const before = capture.store.getState().version;
  capture.take(batch(3));
  capture.take(batch(2, { missed: 4, drops: 1 }));
  expect(capture.ring.length).toBe(5);
  expect(capture.store.getState()).toMatchObject({ version: before + 2, total: 5, missed: 4, drops: 1 });
  engine.close();
});

test('numbers that start again mean another capture', () => {
  const { engine, capture, batch } = setUp();
  const first = batch(4);
  capture.take(first);
  const { epoch } = capture.store.getState();
  capture.take({ ...first, frames: first.frames.slice(0, 1), total: 1 });
  expect(capture.ring.length).toBe(1);
  expect(capture.store.getState().epoch).toBe(epoch + 1);
  engine.close();
});

test('the freshest frame gives the mapping between the two clocks', () => {
  const { engine, capture, batch } = setUp();
  capture.take(batch(3));
  expect(capture.store.getState().clockOffsetMs).toBe(5000 - 1002);
  engine.close();
});
