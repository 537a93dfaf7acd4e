import { toast } from 'sonner';
import { useWords } from '../i18n/i18n.ts';
import { toastProblem } from '../problems/toast-problem.ts';
import { useFrom, useStores } from './context.tsx';

/** Stops every drill of every lab and puts everything back. It asks nothing: it can only make things safer. */
export function useHalt(): () => Promise<void> {
  const { t, language } = useWords();
  const { drills } = useStores();
  const labs = useFrom(
    (stores) => stores.labs.store,
    (state) => state.labs,
  );
  return async () => {
    const names = (labs ?? []).filter((entry) => entry.deployedMs !== null).map((entry) => entry.lab.name);
    const chosen = drills.store.getState().lab;
    const all = new Set([...(chosen === null ? [] : [chosen]), ...names]);
    if (all.size === 0) {
      toast(t('halt.nothing'));
      return;
    }
    const results = await Promise.allSettled([...all].map((lab) => drills.halt(lab)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) toastProblem(failed.reason, language);
    else toast.success(t('halt.done'), { description: t('halt.doneHint') });
  };
}
