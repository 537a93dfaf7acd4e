import { readOwner, requireRoot, withLock } from './guard.ts';
import { runPaths } from './paths.ts';
import { removeRunFiles, tearDown } from './teardown.ts';

/**
 * Takes the lab down from whatever state it is in; says whether there was anything to take down.
 * Throws practice.busy, or practice.failed with a list of what is left.
 */
export async function down(): Promise<{ elapsedMs: number; wasDown: boolean }> {
  const started = performance.now();
  requireRoot();
  return withLock(async () => {
    const owner = readOwner();
    if (owner !== undefined) await tearDown(owner);
    else await removeRunFiles(runPaths().directory);
    return { elapsedMs: Math.round(performance.now() - started), wasDown: owner === undefined };
  });
}
