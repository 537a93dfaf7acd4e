import { describe, expect, it } from 'vitest';
import { drain } from './receive-loop.ts';
import { SystemError } from './system-error.ts';

const SLOTS = 64;

/** A socket with so many messages waiting, and what came of reading it. */
function bench(waiting: number) {
  let left = waiting;
  let delivered = 0;
  const arena = {
    slots: SLOTS,
    receive: () => {
      const count = Math.min(left, SLOTS);
      left -= count;
      return count;
    },
  };
  const handler = {
    deliver: () => {
      delivered += 1;
      if (delivered > 1_000_000) throw new Error('it never ends');
    },
    failed: () => {},
  };
  return { read: () => drain(3, arena, handler), delivered: () => delivered };
}

describe('reading a socket', () => {
  it.each([0, 1, SLOTS, SLOTS + 1, 1000])('reads all of %i messages that wait, at once', (waiting) => {
    const socket = bench(waiting);
    socket.read();
    expect(socket.delivered()).toBe(waiting);
  });

  it('leaves the rest of a flood to the next turn of the event loop, so that timers are served', () => {
    const socket = bench(Number.POSITIVE_INFINITY);
    socket.read();
    const once = socket.delivered();
    expect(once).toBeLessThanOrEqual(1024);
    socket.read();
    expect(socket.delivered()).toBe(2 * once);
  });

  it('ends where the socket is of no use any more', () => {
    const told: unknown[] = [];
    const receive = () => {
      throw new SystemError('recvmmsg', 9);
    };
    const failed = (error: SystemError) => told.push(error.errno);
    drain(3, { slots: SLOTS, receive }, { deliver: () => {}, failed });
    expect(told).toEqual([9]);
  });
});
