import { RefreshCw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Plan } from '../../protocol/contract/plan.ts';
import { focusIsLost } from '../app/focus.ts';
import { Button } from '../design/Button.tsx';
import { Loading } from '../design/Empty.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { PlanRow } from './PlanRow.tsx';
import { groupActions } from './plan-view.ts';
import type { PlanView } from './use-asked-plan.ts';

/** What the engine would do, in its order, as both hosts are now. */
export function PlanCard({ view, ask, isDual }: { view: PlanView; ask: () => void; isDual: boolean }) {
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // Asking takes the button away that asked, or switches it off.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each phase is another moment to lose it
  useEffect(() => {
    if (focusIsLost()) heading.current?.focus({ preventScroll: true });
  }, [view.phase]);
  return (
    <section className="card plan" aria-label={t('wizard.plan.title')} data-testid="plan">
      <header className="row between">
        <h2 ref={heading} tabIndex={-1}>
          {t('wizard.plan.title')}
        </h2>
        <Button tone="ghost" onPress={ask} isDisabled={view.phase === 'loading'}>
          <RefreshCw size={14} aria-hidden />
          {t('wizard.plan.refresh')}
        </Button>
      </header>
      {view.phase === 'loading' ? <Loading label={t('wizard.plan.asking')} /> : null}
      {view.phase === 'failed' ? (
        <ProblemNotice problem={view.problem} action={<Button onPress={ask}>{t('common.retry')}</Button>} />
      ) : null}
      {view.phase === 'ready' ? (
        <>
          <p className="soft" role="status">
            {view.plan.actions.length === 0
              ? t('wizard.plan.empty')
              : view.plan.unchanged
                ? t('wizard.plan.unchanged')
                : isDual
                  ? t('wizard.plan.orderDual')
                  : t('wizard.plan.order')}
          </p>
          {view.plan.warnings.map((problem) => (
            <ProblemNotice key={problem.message} problem={problem} tone="warn" />
          ))}
          <Groups plan={view.plan} />
        </>
      ) : null}
      <p className="small quiet">{t('wizard.review.untouched')}</p>
    </section>
  );
}

function Groups({ plan }: { plan: Plan }) {
  const { t } = useWords();
  return groupActions(plan.actions).map(({ node, actions }) => (
    <div key={actions[0]?.no} className="plan-group">
      <h3 className="cut" title={node ?? ''}>
        {node ?? t('wizard.plan.both')}
      </h3>
      <ol start={actions[0]?.no ?? 1}>
        {actions.map((action) => (
          <PlanRow key={action.no} action={action} />
        ))}
      </ol>
    </div>
  ));
}
