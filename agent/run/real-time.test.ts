import { expect, it } from 'vitest';
import { SystemError } from '../native/system-error.ts';
import { RealTime } from './real-time.ts';

const EPERM = 1;
/** SCHED_OTHER, and SCHED_RR with SCHED_RESET_ON_FORK. */
const ordinary = [0, 0];
const realTime = [0x40000002, 1];

it('is real time from the first that enters to the last that leaves', () => {
  const asked: number[][] = [];
  const hurry = new RealTime((...scheduler) => asked.push(scheduler));
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
  let asked = 0;
  const hurry = new RealTime(() => {
    asked += 1;
    throw new SystemError('sched_setscheduler', EPERM);
  });
  expect(() => hurry.rehearse()).toThrow('sched_setscheduler: EPERM');
  hurry.enter();
  hurry.leave();
  expect(asked).toBe(1);
});

it('is ordinary again after the rehearsal', () => {
  const asked: number[][] = [];
  new RealTime((...scheduler) => asked.push(scheduler)).rehearse();
  expect(asked).toEqual([realTime, ordinary]);
});
