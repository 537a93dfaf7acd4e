import { down, readStatus } from '../testbed/index.ts';

/** The suites bring the lab up for themselves; a machine on which it was down gets it back down. */
export default async function restoreLab(): Promise<() => Promise<void>> {
  const { state } = await readStatus();
  return async () => {
    if (state === 'down') await down();
  };
}
