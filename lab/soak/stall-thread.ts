import { readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Stall } from './history.ts';
import { NICE } from './node.ts';

/**
 * A thread as important as the agents that wakes all the time: when it is late, the machine was; and when the kernel
 * says that a program of the nodes waited for a processor (/proc/PID/schedstat), the machine held it up. What a program
 * spends by itself is no stall.
 */
const EVERY_MS = 10;
/** Less than this is how a machine is. */
const LEAST_MS = 20;

const { pids } = workerData as { pids: Int32Array };
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const waited = new Map<number, number>();
// Of this thread alone.
if (getPriority() > NICE) setPriority(0, NICE);

const epochMs = () => performance.timeOrigin + performance.now();
const ns = (milliseconds: number) => BigInt(Math.round(milliseconds * 1000)) * 1000n;

function tell(who: string, forMs: number, untilMs: number): void {
  if (forMs < LEAST_MS) return;
  const stall: Stall = { who, fromNs: ns(untilMs - forMs), toNs: ns(untilMs) };
  parentPort?.postMessage(stall);
}

/** How long a process' main thread has waited for a processor so far, milliseconds; undefined where it is gone. */
function runDelayMs(pid: number): number | undefined {
  try {
    const [, delayNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(delayNs) / 1e6;
  } catch {
    return undefined;
  }
}

let lastMs = epochMs();
for (;;) {
  Atomics.wait(sleeper, 0, 0, EVERY_MS);
  const nowMs = epochMs();
  tell('machine', nowMs - lastMs - EVERY_MS, nowMs);
  lastMs = nowMs;
  for (const pid of pids) {
    if (pid === 0) continue;
    const delayMs = runDelayMs(pid);
    const before = waited.get(pid);
    if (delayMs === undefined) continue;
    waited.set(pid, delayMs);
    if (before !== undefined) tell(`process ${pid}`, delayMs - before, nowMs);
  }
}
