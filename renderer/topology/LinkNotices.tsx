import { ServerOff } from 'lucide-react';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { wordProblem } from '../../protocol/contract/problem.ts';
import type { ProblemCode } from '../../protocol/contract/problem-codes.ts';
import type { NodeLink } from '../../protocol/contract/topology.ts';
import { useWords } from '../i18n/i18n.ts';
import { EditButton } from '../labs/EditButton.tsx';
import { Age } from './Age.tsx';
import { linkTroubles } from './link-troubles.ts';

/** What a person settles in the wizard's step of trust. */
const aboutKeys: readonly ProblemCode[] = ['host.key-changed', 'host.key-unknown'];

/** Why nobody gets in to a node, in whole sentences: its card has room for one line. */
export function LinkNotices({ nodes, summary }: { nodes: readonly NodeLink[]; summary: LabSummary }) {
  const { t, language } = useWords();
  return linkTroubles(nodes, summary).map(({ name, problem, problemMs }) => {
    const { message, hint } = wordProblem(problem, language);
    return (
      <div key={name} className="notice tone-warn" data-problem={problem.code}>
        <ServerOff size={18} aria-hidden />
        <div className="notice-body">
          <strong role="status">{t('nodes.noWayIn', { node: name })}</strong>
          <span className="soft">{message}</span>
          <span className="soft">{hint}</span>
          <span className="small quiet">
            <Age at={problemMs} style="ago" />
          </span>
        </div>
        {aboutKeys.includes(problem.code) ? (
          <EditButton lab={summary.lab} label={t('nodes.lookAtKeys')} />
        ) : null}
      </div>
    );
  });
}
