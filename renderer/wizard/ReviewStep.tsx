import { CircleCheck } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Consent } from '../../protocol/contract/deploy.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { focusIsLost } from '../app/focus.ts';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { TaskPanel } from '../tasks/TaskPanel.tsx';
import { askedLab } from './asked-lab.ts';
import { Consents } from './Consents.tsx';
import { makeLab } from './make-lab.ts';
import { PlanCard } from './PlanCard.tsx';
import { consentsOf } from './plan-view.ts';
import { ReviewSummary } from './ReviewSummary.tsx';
import { StepFrame } from './StepFrame.tsx';
import { usePlan } from './use-plan.ts';

export function ReviewStep() {
  const { t } = useWords();
  const stores = useStores();
  const { engine, wizard, labs, tasks, preferences } = stores;
  const taskId = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.taskId,
  );
  const end = useFrom(
    (stores) => stores.tasks.store,
    (all) => (taskId ? all[taskId]?.end : null),
  );
  const isDual = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.vip?.mode === 'dual-master',
  );
  const { view, ask } = usePlan();
  const [agreed, setAgreed] = useState<Consent[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const isRunning = taskId !== null && !end;
  const wanted = consentsOf(view.phase === 'ready' ? view.plan.actions : []);
  const missing = [...wanted.keys()].filter((consent) => !agreed.includes(consent));

  // A deploy that has ended belongs to an earlier look: who comes back may have changed something.
  useEffect(() => {
    const { taskId: earlier } = wizard.store.getState();
    if (earlier !== null && tasks.store.getState()[earlier]?.end) wizard.store.setState({ taskId: null });
  }, [wizard, tasks]);
  // Done or taken back: what is deployed now is on record.
  useEffect(() => {
    if (end) void labs.refresh();
  }, [end, labs]);
  const askAgain = useCallback(() => {
    setAgreed([]);
    ask();
  }, [ask]);
  // What failed may have left the hosts other than they were when the plan was made.
  useEffect(() => {
    if (end && !end.ok) askAgain();
  }, [end, askAgain]);

  const deploy = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const asked = await askedLab(stores, () => makeLab(wizard.store.getState()));
      await labs.refresh();
      preferences.setState({ lab: asked.lab });
      const started = await engine.call('deploy.start', { ...asked, consent: [...wanted.keys()] });
      wizard.store.setState({ taskId: started.taskId });
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <StepFrame
      step="review"
      action={
        isRunning || end?.ok ? null : (
          <>
            {missing.length > 0 ? <span className="small quiet">{t('wizard.plan.needsConsent')}</span> : null}
            <Button
              tone="primary"
              size="large"
              isPending={busy}
              isDisabled={view.phase !== 'ready' || missing.length > 0}
              onPress={() => void deploy()}
            >
              {busy ? t('wizard.review.saving') : end ? t('wizard.review.again') : t('wizard.review.deploy')}
            </Button>
          </>
        )
      }
    >
      <ReviewSummary />
      {problem ? <ProblemNotice problem={problem} /> : null}
      {end?.ok ? <Done /> : null}
      {taskId ? <TaskPanel taskId={taskId} title={t('wizard.review.deploying')} takesFocus /> : null}
      {isRunning || end?.ok ? null : (
        <>
          <Consents wanted={wanted} agreed={agreed} onChange={setAgreed} />
          <PlanCard view={view} ask={askAgain} isDual={isDual} />
        </>
      )}
    </StepFrame>
  );
}

function Done() {
  const { t } = useWords();
  const { navigation } = useStores();
  const notice = useRef<HTMLDivElement>(null);
  // It comes above the task, whose heading has the focus since the button went: the way on is ahead, not behind.
  useEffect(() => {
    if (focusIsLost() || document.activeElement?.matches('.task h2')) notice.current?.focus();
  }, []);
  return (
    <div className="notice tone-master" role="status" ref={notice} tabIndex={-1}>
      <CircleCheck size={20} aria-hidden />
      <div className="notice-body">
        <strong>{t('wizard.review.done')}</strong>
        <span className="soft">{t('wizard.review.doneHint')}</span>
        <div className="row wrap">
          <Button tone="primary" onPress={() => navigation.setState({ screen: 'topology' })}>
            {t('wizard.review.toTopology')}
          </Button>
          <Button onPress={() => navigation.setState({ screen: 'drills' })}>
            {t('wizard.review.toDrills')}
          </Button>
        </div>
      </div>
    </div>
  );
}
