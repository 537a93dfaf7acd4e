import { expect, it } from 'vitest';
import { makeProblem, ProblemError } from '../../protocol/contract/problem.ts';
import type { ProblemCode } from '../../protocol/contract/problem-codes.ts';
import type { Capture, CaptureStatus } from '../capture/capture.ts';
import { keepCapturing } from './keep-capturing.ts';

/** A capture whose fate the test decides, and a clock that only moves when a timer is let off. */
function setUp(answer: () => ProblemCode | null) {
  let nowMs = 0;
  let timer: { ms: number; run: () => void } | null = null;
  let notify: () => void = () => undefined;
  const started: string[] = [];
  const status: CaptureStatus = { state: 'running', interface: 'eth0', problem: null, frames: 0, drops: 0 };
  const become = (state: CaptureStatus['state'], code: ProblemCode | null = null) => {
    Object.assign(status, { state, problem: code && makeProblem(code) });
    notify();
  };
  const capture = {
    status,
    onStatus: (listener: () => void) => {
      notify = listener;
      return () => {
        notify = () => undefined;
      };
    },
    start: async (name: string) => {
      started.push(name);
      const code = answer();
      if (code === null) return become('running');
      if (code !== 'capture.interface-missing') become('failed', code);
      throw new ProblemError(makeProblem(code));
    },
  } as Pick<Capture, 'status' | 'onStatus' | 'start'> as Capture;
  const clock = {
    now: () => nowMs,
    after: (ms: number, run: () => void) => {
      const own = { ms, run };
      timer = own;
      return () => {
        if (timer === own) timer = null;
      };
    },
  };
  const end = keepCapturing(capture, clock);
  return {
    started,
    become,
    end,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Lets the timer off; resolves to how long it was, or null without one. */
    fire: async () => {
      const due = timer as { ms: number; run: () => void } | null;
      timer = null;
      if (!due) return null;
      nowMs += due.ms;
      due.run();
      await new Promise((resolve) => setImmediate(resolve));
      return due.ms;
    },
  };
}

it('starts a dead capture again, waiting twice as long each time, also while its interface is missing', async () => {
  const answers: (ProblemCode | null)[] = [
    'capture.ended',
    'capture.interface-missing',
    'capture.interface-missing',
    'capture.ended',
    null,
  ];
  const { become, fire, started, pass } = setUp(() => answers.shift() ?? null);
  become('failed', 'capture.ended');
  expect([await fire(), await fire(), await fire(), await fire(), await fire()]).toEqual([
    1000, 2000, 4000, 8000, 8000,
  ]);
  expect(started).toEqual(Array(5).fill('eth0'));
  expect(await fire()).toBeNull();
  pass(60_000);
  become('failed', 'capture.ended');
  expect(await fire()).toBe(1000);
});

it('leaves it off when a person stopped it, even while waiting', async () => {
  const { become, fire, started } = setUp(() => null);
  become('off');
  expect(await fire()).toBeNull();
  become('failed', 'capture.ended');
  become('off');
  await fire();
  expect(started).toEqual([]);
});

it('does not ask again for what is not permitted or not possible', async () => {
  const { become, fire } = setUp(() => null);
  become('failed', 'capture.not-permitted');
  expect(await fire()).toBeNull();
  become('failed', 'capture.unsupported');
  expect(await fire()).toBeNull();
});

it('ends with its watcher', async () => {
  const { become, fire, end } = setUp(() => null);
  become('failed', 'capture.ended');
  end();
  expect(await fire()).toBeNull();
});
