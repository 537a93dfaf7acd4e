import { beforeEach, expect, it } from 'vitest';
import { SystemError } from '../native/system-error.ts';
import { RealTime } from './real-time.ts';

const EPERM = 1;
const ms = 1_000_000n;
const SCHED_BATCH = 3;
const RESET_ON_FORK = 0x40000000;
/** SCHED_OTHER, and SCHED_RR with SCHED_RESET_ON_FORK. */
const ordinary = [0, 0];
const realTime = [RESET_ON_FORK | 2, 1];

let nowNs: bigint;
let asked: number[][];
let told: unknown[];
beforeEach(() => {
  nowNs = 5000n * ms;
  asked = [];
  told = [];
});

/** @param refuses what the system says EPERM to */
function hurryOf({ policy = 0, refuses = (_policy: number): boolean => false } = {}) {
  return new RealTime({
    clockNs: () => nowNs,
    refused: (error) => told.push(error),
    getScheduler: () => policy,
    setScheduler: (...scheduler) => {
      asked.push(scheduler);
      if (refuses(scheduler[0])) throw new SystemError('sched_setscheduler', EPERM);
    },
  });
}

/** One that the system granted. */
function granted(policy = 0): RealTime {
  const hurry = hurryOf({ policy });
  hurry.rehearse();
  asked = [];
  return hurry;
}

it('is real time from the first that enters to the last that leaves', () => {
  const hurry = granted();
  hurry.enter();
  hurry.enter();
  hurry.leave();
  expect(asked).toEqual([realTime]);
  hurry.leave();
  expect(asked).toEqual([realTime, ordinary]);
  hurry.enter();
  expect(asked.at(-1)).toEqual(realTime);
});

it('says that the system refuses it, and does not ask again', () => {
  const hurry = hurryOf({ refuses: () => true });
  expect(() => hurry.rehearse()).toThrow('sched_setscheduler: EPERM');
  hurry.enter();
  hurry.leave();
  expect(asked).toEqual([realTime]);
  expect(told).toEqual([]);
});

it('is ordinary again after the rehearsal', () => {
  hurryOf().rehearse();
  expect(asked).toEqual([realTime, ordinary]);
});

it('lets what is urgent go on where the system refuses it later, says so once afterwards and does not ask again', () => {
  let revoked = false;
  const hurry = hurryOf({ refuses: () => revoked });
  hurry.rehearse();
  revoked = true;
  asked = [];
  hurry.enter();
  expect(told).toEqual([]);
  hurry.leave();
  expect(told).toEqual([expect.objectContaining({ message: 'sched_setscheduler: EPERM' })]);
  hurry.enter();
  hurry.leave();
  expect(asked).toEqual([realTime]);
  expect(told).toHaveLength(1);
});

it('is ordinary, and never real time again, where it may be taken but not given back whole', () => {
  // RLIMIT_RTPRIO without CAP_SYS_NICE: the flag stays (sched_setscheduler(2)).
  const hurry = hurryOf({ refuses: (policy) => (policy & RESET_ON_FORK) === 0 });
  expect(() => hurry.rehearse()).toThrow('sched_setscheduler: EPERM');
  expect(asked.at(-1)).toEqual([RESET_ON_FORK, 0]);
  const before = asked.length;
  hurry.enter();
  hurry.leave();
  expect(asked).toHaveLength(before);
});

it('goes back to the policy that it was given', () => {
  const hurry = granted(SCHED_BATCH);
  hurry.enter();
  hurry.leave();
  expect(asked).toEqual([realTime, [SCHED_BATCH, 0]]);
});

it.each([1, 2, 6, RESET_ON_FORK | 1])(
  'leaves real-time policy %i, which it was given, as it is',
  (policy) => {
    const hurry = granted(policy);
    hurry.enter();
    hurry.leave();
    expect(asked).toEqual([]);
  },
);

it('is ordinary after a tenth of a second however long somebody waits, or many one after the other', () => {
  const hurry = granted();
  for (let entered = 0; entered < 100; entered += 1) {
    hurry.enter();
    if (entered > 0) hurry.leave();
    nowNs += 4n * ms;
    hurry.goOn();
  }
  expect(asked).toEqual([realTime, ordinary]);
  expect(nowNs).toBe(5400n * ms);
});

it('has a tenth of each second, not of each time', () => {
  const hurry = granted();
  let realNs = 0n;
  for (let round = 0; round < 1000; round += 1) {
    hurry.enter();
    if (asked.at(-1)?.[0] === realTime[0]) realNs += 4n * ms;
    nowNs += 4n * ms;
    hurry.leave();
    nowNs += 1n * ms;
  }
  expect(realNs).toBeGreaterThanOrEqual(5n * 100n * ms);
  expect(realNs).toBeLessThanOrEqual(6n * 104n * ms);
  expect(asked.at(-1)).toEqual(ordinary);
});
