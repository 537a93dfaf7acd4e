import { readdirSync } from 'node:fs';
import { memoryOf } from '../bench/process-cost.ts';

/** Open files and resident memory of a process. */
export function resourcesOf(pid: number): { files: number; rssKb: number } {
  return { files: readdirSync(`/proc/${pid}/fd`).length, rssKb: memoryOf([pid]).rssKb };
}
