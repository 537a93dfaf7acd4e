import { Rocket, TriangleAlert } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import type { Consent } from '../../protocol/contract/deploy.ts';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { formatDate } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { isUnfinished } from '../store/wizard-draft.ts';
import { TaskPanel } from '../tasks/TaskPanel.tsx';
import { useSpeaker } from '../topology/use-speaker.ts';
import { Consents } from '../wizard/Consents.tsx';
import { PlanCard } from '../wizard/PlanCard.tsx';
import { consentsOf } from '../wizard/plan-view.ts';
import { useDeployed } from './use-deployed.ts';
import { useDeployment } from './use-deployment.ts';
import { useRunningTask } from './use-running-task.ts';

/**
 * For a lab that is not deployed, or of which a deploy was cut short: what that means, and the way to change it. Nobody
 * deploys what they have not seen.
 */
export function DeployNotice({ summary }: { summary: LabSummary }) {
  const { t, language } = useWords();
  const speaker = useSpeaker();
  const { labs, navigation } = useStores();
  const deployed = useDeployed(summary);
  const { lab, practice } = summary;
  const isBeingSetUp = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.labName === lab.name && isUnfinished(state),
  );
  const { task: running, isCutShort: hasNoEnd } = useRunningTask(summary);
  const { begun, plan, problem, isStarting, ask, start, forget } = useDeployment(lab.name);
  const [putAway, setPutAway] = useState<string | null>(null);
  const [agreed, setAgreed] = useState<readonly Consent[]>([]);
  const show = () => {
    // Consent is to one plan.
    setAgreed([]);
    ask();
  };
  const refresh = useCallback(() => void labs.refresh(), [labs]);
  const taskId = begun ?? running?.id ?? null;
  if (taskId !== null && taskId !== putAway)
    return (
      <TaskPanel
        taskId={taskId}
        title={t(running?.kind === 'uninstall' ? 'labs.uninstalling' : 'wizard.review.deploying', {
          lab: lab.name,
        })}
        onDone={refresh}
        takesFocus={taskId === begun}
        onClose={() => {
          setPutAway(taskId);
          setAgreed([]);
          forget();
        }}
      />
    );
  const { deployBegunMs } = summary;
  // Of a first deploy, too; where nothing is left on the hosts, that is what counts.
  const isCutShort = deployed !== 'gone' && deployBegunMs !== null && hasNoEnd;
  if (deployed === 'yes' && !isCutShort) return null;
  const wanted = consentsOf(plan?.phase === 'ready' ? plan.plan.actions : []);
  const isAgreed = [...wanted.keys()].every((consent) => agreed.includes(consent));
  const notice = (hint: string, action: ReactNode) => (
    <div className={`notice tone-${isCutShort ? 'warn' : 'accent'}`} data-deployed={deployed}>
      {isCutShort ? <TriangleAlert size={18} aria-hidden /> : <Rocket size={18} aria-hidden />}
      <div className="notice-body">
        <strong>
          {isCutShort
            ? t('labs.cutShort.title', { date: formatDate(deployBegunMs, language) })
            : t(deployed === 'gone' ? 'topology.agentsGone' : 'topology.notDeployed', speaker)}
        </strong>
        <span className="soft">{hint}</span>
      </div>
      {action}
    </div>
  );
  if (isBeingSetUp)
    return notice(
      t(isCutShort ? 'labs.cutShort.body' : 'topology.beingSetUp'),
      <Button tone="primary" onPress={() => navigation.setState({ screen: 'wizard' })}>
        {t('topology.goOnSettingUp')}
      </Button>,
    );
  // The practice lab's nodes are made to be changed.
  const isSeen = practice || plan !== null;
  return (
    <>
      {notice(
        isCutShort ? t('labs.cutShort.body') : t('topology.notDeployedHint', speaker),
        isSeen ? (
          <Button
            tone="primary"
            isPending={isStarting}
            isDisabled={!isAgreed || (!practice && plan?.phase !== 'ready')}
            onPress={() => void start(agreed)}
          >
            {t('topology.deploy')}
          </Button>
        ) : (
          <Button tone="primary" onPress={show}>
            {t('topology.seePlan')}
          </Button>
        ),
      )}
      {problem ? <ProblemNotice problem={problem} /> : null}
      {wanted.size > 0 ? <Consents wanted={wanted} agreed={agreed} onChange={setAgreed} /> : null}
      {plan ? <PlanCard view={plan} ask={show} isDual={lab.mode === 'dual-master'} /> : null}
    </>
  );
}
