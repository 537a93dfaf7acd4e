import { useEffect, useState } from 'react';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import type { TaskSummary } from '../../protocol/contract/tasks.ts';
import { useStores } from '../app/context.tsx';

/** Another window may begin or end something meanwhile, and nothing tells this one. */
const askAgainMs = 2000;

export interface LabWork {
  /** The deploy or uninstall that runs in the engine, whoever began it; one that has ended stays until it is put away. */
  task: TaskSummary | null;
  /** A deploy stands on record as begun, and the engine was asked since and runs none. */
  isCutShort: boolean;
}

/** What is done to a lab right now: a page that was closed comes back to it. */
export function useRunningTask({ lab: { name }, deployBegunMs }: LabSummary): LabWork {
  const { engine } = useStores();
  const [task, setTask] = useState<TaskSummary | null>(null);
  const [idleSince, setIdleSince] = useState<number | null>(null);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isOurs = ({ lab, running, kind }: TaskSummary) =>
      lab === name && running && (kind === 'deploy' || kind === 'uninstall');
    const ask = async () => {
      // Without a connection there is nothing to say; the link's own banner says why.
      const tasks = await engine.call('tasks.list', {}).catch(() => null);
      if (isOver) return;
      const found = tasks?.find(isOurs);
      if (found) setTask((now) => (now?.id === found.id ? now : found));
      if (tasks !== null) setIdleSince(found ? null : deployBegunMs);
      timer = setTimeout(() => void ask(), askAgainMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [engine, name, deployBegunMs]);
  return { task, isCutShort: deployBegunMs !== null && idleSince === deployBegunMs };
}
