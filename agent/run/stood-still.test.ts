import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { PreciseTimer } from './precise-timer.ts';
import { VirtualRouter } from './virtual-router.ts';
import { Wakes } from './wakes.ts';

const hurry = { enter() {}, goOn() {}, leave() {} };

/** A backup whose process stood still, with a clock and timers of the test's own. */

const ms = 1_000_000n;
let nowNs: bigint;
const clockNs = () => nowNs;
let led: boolean;
let told: number[];
let router: VirtualRouter;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  nowNs = 0n;
  led = false;
  told = [];
  const config = agentConfigSchema.shape.virtualRouters.element.parse({
    vrid: 51,
    version: 3,
    interface: 'eth0',
    priority: 100,
    advertIntervalMs: 100,
    vips: ['10.77.0.100/24'],
  });
  const site = { family: 4, source: '10.77.0.12', destinations: ['224.0.0.18'] } as const;
  router = new VirtualRouter(
    config,
    { ...site, destinations: [...site.destinations] },
    {
      clockNs,
      makeTimer: (fire) => new PreciseTimer({ clockNs, wakes: new Wakes(clockNs), hurry, fire }),
      sendAdvert: () => undefined,
      addAddresses: () => undefined,
      removeAddresses: () => undefined,
      announce: () => undefined,
      transition: ({ to }) => {
        led ||= to === 'master';
      },
      mayLead: () => true,
      mismatch: () => undefined,
      stoodStill: (lateNs) => told.push(Number(lateNs / ms)),
      failed: () => undefined,
    },
  );
  router.handle({ type: 'start' });
});
afterEach(() => {
  router.abandon();
  vi.useRealTimers();
});

const pass = async (byMs: number) => {
  nowNs += BigInt(byMs) * ms;
  await vi.advanceTimersByTimeAsync(byMs);
};

it('leads when its timer is over', async () => {
  for (let at = 0; at < 362; at++) await pass(1);
  expect(led).toBe(true);
});

it('listens for one interval more after it stood still for longer than one', async () => {
  nowNs += 10_000n * ms;
  await vi.advanceTimersByTimeAsync(400);
  expect(led).toBe(false);
  const advert = { source: '10.77.0.11', priority: 150, advertIntervalNs: 100n * ms };
  router.handle({ type: 'advert', advert });
  for (let at = 0; at < 200; at++) await pass(1);
  expect(led).toBe(false);
});

it('leads after that interval where nobody spoke', async () => {
  nowNs += 10_000n * ms;
  await vi.advanceTimersByTimeAsync(400);
  for (let at = 0; at < 102; at++) await pass(1);
  expect(led).toBe(true);
});

it('leads all the same where every wake is late', async () => {
  for (let at = 0; at < 5; at++) {
    nowNs += 10_000n * ms;
    await vi.advanceTimersByTimeAsync(400);
  }
  expect(led).toBe(true);
});

it('says how long it stood still, as master too, and not again for every wake that is late', async () => {
  for (let at = 0; at < 362; at++) await pass(1);
  expect(told).toEqual([]);
  for (let at = 0; at < 3; at++) {
    nowNs += 2000n * ms;
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(told).toHaveLength(1);
  expect(told[0]).toBeGreaterThan(1800);
  expect(led).toBe(true);
});
