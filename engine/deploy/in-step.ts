import { fail, toProblem } from '../../protocol/contract/problem.ts';
import type { TaskVoice } from '../tasks/tasks.ts';

/** How a step ended that did not fail. */
type StepEnd = Pick<Parameters<TaskVoice['step']>[0], 'state' | 'detail' | 'problems'>;

/**
 * Runs one step of a task and says how it went: done, or what `work` hands to `endAs`. Rejects with what `work` rejects
 * with, or request.cancelled.
 */
export async function inStep<T>(
  voice: TaskVoice,
  node: string | null,
  step: string,
  work: (endAs: (end: StepEnd) => void) => Promise<T>,
): Promise<T> {
  if (voice.signal.aborted) throw fail('request.cancelled');
  voice.step({ node, step, state: 'running' });
  try {
    let end: StepEnd = { state: 'done' };
    const result = await work((other) => {
      end = other;
    });
    voice.step({ node, step, ...end });
    return result;
  } catch (error) {
    voice.step({ node, step, state: 'failed', detail: toProblem(error).message });
    throw error;
  }
}

/**
 * Rolls one node back and says how it went; never rejects. What cannot be put back does not hide why it had to be. A
 * host that somebody else has taken over is left to them.
 */
export async function inRollBack(voice: TaskVoice, node: string, work: () => Promise<void>): Promise<void> {
  const step = { node, step: 'roll-back' };
  voice.step({ ...step, state: 'running' });
  try {
    await work();
    voice.step({ ...step, state: 'rolled-back' });
  } catch (error) {
    const { code, message } = toProblem(error);
    voice.step({ ...step, state: code === 'deploy.lock-lost' ? 'skipped' : 'failed', detail: message });
  }
}
