import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What processes cost the machine, from proc(5). */
export interface Memory {
  /** Resident pages, shared ones in full. */
  rssKb: number;
  /** Resident pages, shared ones divided by who shares them. */
  pssKb: number;
  /** Of those that are nobody else's and in no file: what ending the processes would give back for certain. */
  anonymousKb: number;
}

/** Of /proc/PID/smaps_rollup. */
export function parseMemory(rollup: string): Memory {
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1] ?? Number.NaN);
  return { rssKb: field('Rss'), pssKb: field('Pss'), anonymousKb: field('Pss_Anon') };
}

/** Nanoseconds on a processor, of /proc/PID/task/TID/schedstat: finer than the ticks of /proc/PID/stat. */
export function parseRuntimeNs(schedstat: string): number {
  return Number(/^(\d+) /.exec(schedstat)?.[1] ?? Number.NaN);
}

/** Times that a thread went to sleep by itself, of /proc/PID/task/TID/status. */
export function parseWakeups(status: string): number {
  return Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? Number.NaN);
}

/** All processes together. @throws Error where one is gone */
export function memoryOf(pids: readonly number[]): Memory {
  return pids
    .map((pid) => parseMemory(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')))
    .reduce((sum, one) => ({
      rssKb: sum.rssKb + one.rssKb,
      pssKb: sum.pssKb + one.pssKb,
      anonymousKb: sum.anonymousKb + one.anonymousKb,
    }));
}

export interface Activity {
  runtimeNs: number;
  wakeups: number;
}

/** Since they began, all threads of all processes together. @throws Error where one is gone */
export function activityOf(pids: readonly number[]): Activity {
  const sum = { runtimeNs: 0, wakeups: 0 };
  for (const pid of pids)
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const directory = join('/proc', String(pid), 'task', thread);
      sum.runtimeNs += parseRuntimeNs(readFileSync(join(directory, 'schedstat'), 'utf8'));
      sum.wakeups += parseWakeups(readFileSync(join(directory, 'status'), 'utf8'));
    }
  return sum;
}

/** The children of a process, their children and so on, without itself; none of one that has ended meanwhile. */
export function descendants(pid: number): number[] {
  const direct = childrenOf(pid).split(' ').filter(Boolean).map(Number);
  return direct.flatMap((child) => [child, ...descendants(child)]);
}

function childrenOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
    return '';
  }
}
