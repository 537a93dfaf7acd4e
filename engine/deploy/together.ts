import type { TaskVoice } from '../tasks/tasks.ts';

/**
 * Works on all nodes at once. As soon as one fails, the signal that the others work by aborts; only when each has come
 * to its end this rejects, with the first failure: whoever rolls a host back then does not do so beside somebody who
 * still writes there.
 */
export async function together<Work>(
  voice: TaskVoice,
  works: readonly Work[],
  run: (work: Work, voice: TaskVoice) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const heard = { ...voice, signal: AbortSignal.any([voice.signal, failed.signal]) };
  const failures: unknown[] = [];
  const attempt = async (work: Work) => {
    try {
      await run(work, heard);
    } catch (error) {
      failures.push(error);
      failed.abort();
    }
  };
  await Promise.all(works.map(attempt));
  if (failures.length > 0) throw failures[0];
}
