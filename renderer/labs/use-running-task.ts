import { useEffect, useState } from 'react';
import type { TaskSummary } from '../../protocol/contract/tasks.ts';
import { useStores } from '../app/context.tsx';

/** Another window may begin or end something meanwhile, and nothing tells this one. */
const askAgainMs = 2000;

/** The deploy or uninstall of a lab that runs in the engine, whoever began it: a page that was closed comes back to it. */
export function useRunningTask(lab: string): TaskSummary | null {
  const { engine } = useStores();
  const [running, setRunning] = useState<TaskSummary | null>(null);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isOurs = (task: TaskSummary) =>
      task.lab === lab && task.running && (task.kind === 'deploy' || task.kind === 'uninstall');
    const ask = async () => {
      // Without a connection there is nothing to say; the link's own banner says why.
      const tasks = await engine.call('tasks.list', {}).catch(() => []);
      if (isOver) return;
      // One that has ended stays until it is put away.
      const found = tasks.find(isOurs);
      if (found) setRunning((now) => (now?.id === found.id ? now : found));
      timer = setTimeout(() => void ask(), askAgainMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [engine, lab]);
  return running;
}
