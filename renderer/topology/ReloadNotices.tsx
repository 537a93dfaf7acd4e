import { FileX2 } from 'lucide-react';
import { wordProblem } from '../../protocol/contract/problem.ts';
import type { NodeLink } from '../../protocol/contract/topology.ts';
import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';

/** A node whose last configuration was refused does something else than its file says. */
export function ReloadNotices({ nodes, connected }: { nodes: readonly NodeLink[]; connected: boolean }) {
  const { t, language } = useWords();
  return nodes.map(({ name, lastReload, reportFreshness }) => {
    const problem = lastReload?.problem;
    if (!problem) return null;
    const { message, hint } = wordProblem(problem, language);
    const fresh = connected && reportFreshness === 'fresh';
    return (
      <div key={name} className={`notice tone-${fresh ? 'warn' : 'unknown'}`} data-problem={problem.code}>
        <FileX2 size={18} aria-hidden />
        <div className="notice-body">
          <strong role="status">{t('nodes.reloadRefused', { node: name })}</strong>
          <span className="soft">{message}</span>
          <span className="soft">{hint}</span>
          <span className="small quiet">
            {fresh ? null : <strong className="stale-word">{t('age.stale')} · </strong>}
            <Age at={lastReload.atMs} style="ago" />
          </span>
        </div>
      </div>
    );
  });
}
