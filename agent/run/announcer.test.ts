import { beforeEach, describe, expect, it } from 'vitest';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import { Announcer, type AnnouncerOptions } from './announcer.ts';

const mac = '00:00:5e:00:01:33';
const garp = { repeat: 2, delayMs: 0, refreshMs: 0, refreshRepeat: 1, intervalMs: 0, router: false };

/** Time that the test moves on: `elapse` runs what is due, in order. */
class Timers {
  now = 0;
  readonly #due = new Set<{ at: number; work: () => void }>();

  start = (work: () => void, ms: number) => {
    const timer = { at: this.now + ms, work };
    this.#due.add(timer);
    return { cancel: () => this.#due.delete(timer) };
  };

  elapse(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [first] = [...this.#due].sort((left, right) => left.at - right.at);
      if (first === undefined || first.at > end) break;
      this.#due.delete(first);
      this.now = first.at;
      first.work();
    }
    this.now = end;
  }

  get pending(): number {
    return this.#due.size;
  }
}

let timers: Timers;
let calls: { at: number; addresses: string[] }[];
beforeEach(() => {
  timers = new Timers();
  calls = [];
});

function announcer(addresses: string[], options: Partial<AnnouncerOptions> = {}): Announcer {
  return new Announcer(mac, addresses, {
    ...garp,
    send: (frames) => calls.push({ at: timers.now, addresses: frames.map(announced) }),
    failed: (error) => {
      throw error;
    },
    startTimer: timers.start,
    ...options,
  });
}

function announced(bytes: Uint8Array): string {
  const frame = decodeFrame(bytes, { no: 1, tsNs: 0n, originalLength: bytes.length });
  expect(frame.problems).toEqual([]);
  expect(frame.link?.src).toBe(mac);
  return frame.arp ? frame.arp.senderIp : frame.info.replace('Neighbor advertisement for ', '');
}

describe('announcing', () => {
  it('sends a burst in one go, each address in every round, IPv6 by neighbour advertisement', () => {
    announcer(['10.0.0.1', 'fe80::1']).announce(true);
    expect(calls).toEqual([{ at: 0, addresses: ['10.0.0.1', 'fe80::1', '10.0.0.1', 'fe80::1'] }]);
    expect(timers.pending).toBe(0);
  });

  it('sends the second burst only where it is wanted', () => {
    announcer(['10.0.0.1'], { delayMs: 5000 }).announce(false);
    timers.elapse(6000);
    expect(calls).toHaveLength(1);
    announcer(['10.0.0.1'], { delayMs: 5000 }).announce(true);
    timers.elapse(6000);
    expect(calls.map(({ at }) => at)).toEqual([0, 6000, 11_000]);
  });

  it('refreshes until it is cancelled', () => {
    const master = announcer(['10.0.0.1'], { refreshMs: 1000, refreshRepeat: 3 });
    master.announce(true);
    timers.elapse(2500);
    master.cancel();
    timers.elapse(5000);
    expect(calls.map(({ at, addresses }) => [at, addresses.length])).toEqual([
      [0, 2],
      [1000, 3],
      [2000, 3],
    ]);
    expect(timers.pending).toBe(0);
  });

  it('leaves time between frames, and lets a burst that comes meanwhile prolong the present one', () => {
    const master = announcer(['10.0.0.1', '10.0.0.2'], { intervalMs: 10 });
    master.announce(true);
    timers.elapse(10);
    master.announce(true);
    timers.elapse(1000);
    expect(calls).toEqual([
      { at: 0, addresses: ['10.0.0.1'] },
      { at: 10, addresses: ['10.0.0.2'] },
      { at: 20, addresses: ['10.0.0.1'] },
      { at: 30, addresses: ['10.0.0.2'] },
      { at: 40, addresses: ['10.0.0.1'] },
      { at: 50, addresses: ['10.0.0.2'] },
    ]);
    expect(timers.pending).toBe(0);
  });

  it('stops in the middle of a burst when the addresses go', () => {
    const master = announcer(['10.0.0.1', '10.0.0.2'], { intervalMs: 10 });
    master.announce(true);
    master.cancel();
    timers.elapse(1000);
    master.announce(true);
    expect(calls.map(({ addresses }) => addresses)).toEqual([['10.0.0.1'], ['10.0.0.1']]);
  });

  it('tells what the socket complains about', () => {
    const problems: unknown[] = [];
    const send = () => {
      throw new Error('down');
    };
    announcer(['10.0.0.1'], { send, failed: (error) => problems.push(error) }).announce(true);
    expect(problems).toEqual([new Error('down')]);
  });
});
