import { describe, expect, it } from 'vitest';
import { encodeTapRecord } from '../../protocol/control/tap-stream.ts';
import { createCapture } from './capture.ts';
import type { TapProcess } from './tap-process.ts';

const hello = encodeTapRecord({
  type: 'hello',
  hello: { version: '1', interface: 'eth0', linkType: 1, nowNs: '0', capture: 'af-packet' },
});
const frame = encodeTapRecord({
  type: 'frame',
  frame: { tsNs: 1n, originalLength: 60, bytes: new Uint8Array(60) },
});

/** Taps that speak when the test says so and, as real ones do, take a while to end. */
function setUp({ answers = true } = {}) {
  const taps: { interface: string; say: (bytes: Uint8Array) => void; end: () => void }[] = [];
  let alive = 0;
  let mostAlive = 0;
  const spawn = (_argv: readonly string[], role: readonly string[]): TapProcess => {
    const ended = Promise.withResolvers<{ status: number | null; stderr: string }>();
    let listener: (chunk: Buffer) => void = () => undefined;
    mostAlive = Math.max(mostAlive, ++alive);
    const say = (bytes: Uint8Array) => listener(Buffer.from(bytes));
    const end = () => {
      alive--;
      ended.resolve({ status: 0, stderr: '' });
    };
    taps.push({ interface: role.at(-1) ?? '', say, end });
    if (answers) setImmediate(() => say(hello));
    return {
      onStdout: (next) => {
        listener = next;
      },
      ended: ended.promise,
      stop: () => setImmediate(end),
    };
  };
  const capture = createCapture({ argv: ['tap'], refusal: null }, () => ['eth0', 'eth1'], spawn);
  return { capture, taps, mostAlive: () => mostAlive };
}

describe('starts and stops at the same time', () => {
  it('share one tap for one interface', async () => {
    const { capture, taps } = setUp();
    await Promise.all([capture.start('eth0'), capture.start('eth0'), capture.start('eth0')]);
    expect(taps).toHaveLength(1);
    expect(capture.status.state).toBe('running');
  });

  it('never have two taps alive, and the last one asked for wins', async () => {
    const { capture, taps, mostAlive } = setUp();
    await capture.start('eth0');
    const results = await Promise.allSettled([
      capture.start('eth1'),
      capture.start('eth0'),
      capture.stop(),
      capture.start('eth1'),
    ]);
    expect(results.at(-1)?.status).toBe('fulfilled');
    expect(mostAlive()).toBe(1);
    expect(taps.at(-1)?.interface).toBe('eth1');
    expect(capture.status).toMatchObject({ state: 'running', interface: 'eth1', problem: null });
  });

  it('let a stop through to a tap that never says hello', async () => {
    const { capture } = setUp({ answers: false });
    const start = capture.start('eth0');
    const stop = capture.stop();
    await expect(start).rejects.toThrow();
    await stop;
    expect(capture.status.state).toBe('off');
  });
});

describe('a tap that is not the current one', () => {
  it('is not listened to', async () => {
    const { capture, taps } = setUp();
    await capture.start('eth0');
    taps[0]?.say(frame);
    await capture.start('eth1');
    expect(capture.ring.last).toBe(0);
    taps[0]?.say(frame);
    taps[0]?.say(hello);
    expect([capture.ring.last, capture.status.interface]).toEqual([0, 'eth1']);
    taps[1]?.say(frame);
    expect(capture.ring.last).toBe(1);
    await capture.stop();
    taps[1]?.say(frame);
    expect([capture.ring.last, capture.status.state]).toEqual([1, 'off']);
  });

  it('says that the capture failed only while it is the current one', async () => {
    const { capture, taps } = setUp();
    await capture.start('eth0');
    taps[0]?.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(capture.status).toMatchObject({ state: 'failed', problem: { code: 'capture.ended' } });
    await capture.start('eth0');
    expect([taps.length, capture.status.state]).toEqual([2, 'running']);
  });
});
