import { Rocket } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Consent } from '../../protocol/contract/deploy.ts';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { TaskPanel } from '../tasks/TaskPanel.tsx';
import { useSpeaker } from '../topology/use-speaker.ts';
import { Consents } from '../wizard/Consents.tsx';
import { consentsOf } from '../wizard/plan-view.ts';
import { useDeployed } from './use-deployed.ts';

/** For a lab that is not deployed: what that means, and the way to change it. */
export function DeployNotice({ summary }: { summary: LabSummary }) {
  const { t } = useWords();
  const speaker = useSpeaker();
  const { engine, labs } = useStores();
  const deployed = useDeployed(summary);
  const [taskId, setTaskId] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [wanted, setWanted] = useState<ReadonlyMap<Consent, string[]>>(new Map());
  const [agreed, setAgreed] = useState<readonly Consent[]>([]);
  const isAgreed = [...wanted.keys()].every((consent) => agreed.includes(consent));
  const refresh = useCallback(() => void labs.refresh(), [labs]);
  const deploy = async () => {
    setProblem(null);
    const { name: lab } = summary.lab;
    try {
      // Only the plan knows what a deploy asks for.
      if (wanted.size === 0) {
        const needed = consentsOf((await engine.call('plan.get', { lab })).actions);
        setWanted(needed);
        if (needed.size > 0) return;
      }
      setTaskId((await engine.call('deploy.start', { lab, consent: [...agreed] })).taskId);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  return (
    <>
      {deployed !== 'yes' && !taskId ? (
        <div className="notice tone-accent">
          <Rocket size={18} aria-hidden />
          <div className="notice-body">
            <strong>
              {deployed === 'gone' ? t('topology.agentsGone', speaker) : t('topology.notDeployed')}
            </strong>
            <span className="soft">{t('topology.notDeployedHint', speaker)}</span>
          </div>
          <Button tone="primary" isDisabled={!isAgreed} onPress={() => void deploy()}>
            {t('topology.deploy')}
          </Button>
        </div>
      ) : null}
      {wanted.size > 0 && !taskId ? <Consents wanted={wanted} agreed={agreed} onChange={setAgreed} /> : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
      {taskId ? (
        <TaskPanel
          taskId={taskId}
          title={t('wizard.review.deploying')}
          onDone={refresh}
          takesFocus
          onClose={() => setTaskId(null)}
        />
      ) : null}
    </>
  );
}
