import { fail, toProblem } from '../../protocol/contract/problem.ts';
import type { TaskVoice } from '../tasks/tasks.ts';

/** Runs one step of a task and says how it went. Rejects with what `work` rejects with, or request.cancelled. */
export async function inStep<T>(
  voice: TaskVoice,
  node: string | null,
  step: string,
  work: () => Promise<T>,
): Promise<T> {
  if (voice.signal.aborted) throw fail('request.cancelled');
  voice.step({ node, step, state: 'running' });
  try {
    const result = await work();
    voice.step({ node, step, state: 'done' });
    return result;
  } catch (error) {
    voice.step({ node, step, state: 'failed', detail: toProblem(error).message });
    throw error;
  }
}
