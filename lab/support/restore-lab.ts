import { randomUUID } from 'node:crypto';
import { down } from '../testbed/index.ts';
import { ownerFile, runVariable } from '../testbed/paths.ts';
import { ownerSchema, readRecord } from '../testbed/record.ts';

/**
 * The suites bring the lab up for themselves; what this run brought up it takes down. A lab that was up before, or that
 * somebody else brought up meanwhile, is left to them.
 */
export default function restoreLab(): () => Promise<void> {
  const run = randomUUID();
  process.env[runVariable] = run;
  return async () => {
    if (readRecord(ownerFile, ownerSchema)?.run === run) await down();
  };
}
