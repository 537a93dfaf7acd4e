import { CircleCheck } from 'lucide-react';
import { useCallback, useState } from 'react';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { TaskPanel } from '../tasks/TaskPanel.tsx';
import { makeLab } from './make-lab.ts';
import { StepFrame } from './StepFrame.tsx';

export function ReviewStep() {
  const { t } = useWords();
  const { engine, wizard, labs, preferences, navigation } = useStores();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const end = useFrom(
    (stores) => stores.tasks.store,
    (tasks) => (state.taskId ? tasks[state.taskId]?.end : null),
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const deploy = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const lab = makeLab(state);
      await engine.call('labs.save', { lab });
      await labs.refresh();
      preferences.setState({ lab: lab.name });
      const { taskId } = await engine.call('deploy.start', { lab: lab.name });
      wizard.store.setState({ taskId });
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const refresh = useCallback(() => void labs.refresh(), [labs]);
  const running = state.taskId !== null && !end;

  return (
    <StepFrame
      step="review"
      action={
        running || end?.ok ? null : (
          <Button tone="primary" size="large" isPending={busy} onPress={() => void deploy()}>
            {busy ? t('wizard.review.saving') : end ? t('wizard.review.again') : t('wizard.review.deploy')}
          </Button>
        )
      }
    >
      <Summary />
      {problem ? <ProblemNotice problem={problem} /> : null}
      {end?.ok ? (
        <div className="notice tone-master" role="status">
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
      ) : null}
      {state.taskId ? (
        <TaskPanel taskId={state.taskId} title={t('wizard.review.deploying')} takesFocus onDone={refresh} />
      ) : (
        <Plan />
      )}
    </StepFrame>
  );
}

function Plan() {
  const { t } = useWords();
  return (
    <section className="card plan">
      <h2>{t('wizard.review.plan')}</h2>
      <ol>
        <li>{t('wizard.review.plan1')}</li>
        <li>{t('wizard.review.plan2')}</li>
        <li>{t('wizard.review.plan3')}</li>
        <li>{t('wizard.review.plan4')}</li>
      </ol>
      <p className="soft">{t('wizard.review.untouched')}</p>
    </section>
  );
}

function Summary() {
  const { t, language } = useWords();
  const { labName, nodes, router } = useFrom(
    (stores) => stores.wizard.store,
    (state) => state,
  );
  return (
    <dl className="card review-summary">
      <div>
        <dt>{t('wizard.review.lab')}</dt>
        <dd className="cut" title={labName}>
          <strong>{labName}</strong>
        </dd>
      </div>
      <div>
        <dt>{t('wizard.review.router')}</dt>
        <dd>
          <strong className="mono">{router.vip}</strong> · VRID {router.vrid} · VRRPv{router.vrrpVersion} ·{' '}
          {formatMs(router.advertIntervalMs, language)}
        </dd>
      </div>
      {nodes.map((node, index) => (
        <div key={node.host}>
          <dt>{t('wizard.review.node')}</dt>
          <dd className="stack-tight">
            <span className="row">
              <strong className="cut" title={node.name}>
                {node.name}
              </strong>
              <span className="mono soft">
                {node.host} · {node.interface}
              </span>
            </span>
            <span className="small quiet">
              {t('topology.prio', { priority: router.priorities[index] ?? '' })} ·{' '}
              {t('wizard.review.user', { user: node.user, method: t(`wizard.access.${node.authKind}`) })}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
