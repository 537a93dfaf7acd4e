import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import type { NodeName } from '../testbed/index.ts';
import type { TestEngine } from './test-engine.ts';

/** Uninstalls; resolves to everything that was said of a node, a line each. Rejects with the task's Problem. */
export async function uninstall(engine: TestEngine, lab = 'example'): Promise<(node: NodeName) => string> {
  const { taskId } = await engine.client.call('uninstall.start', { lab });
  const events = await engine.follow(taskId);
  const textOf = (event: TaskEvent) => {
    if (event.type === 'log') return event.line;
    return event.type === 'step' ? `${event.step} ${event.state} ${event.detail ?? ''}` : '';
  };
  return (node) =>
    events
      .filter((event) => 'node' in event && event.node === node)
      .map(textOf)
      .join('\n');
}

/** How a node ends that was compared with the snapshot of before its first deploy. */
export const compared = /prove done nothing left; compared with the snapshot of 20\d\d-/;
