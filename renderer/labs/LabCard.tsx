import { PackageX, Trash2, TriangleAlert } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button, IconButton } from '../design/Button.tsx';
import { Chip } from '../design/Chip.tsx';
import { ConfirmDialog } from '../design/ConfirmDialog.tsx';
import { DrillVerdict } from '../drills/DrillVerdict.tsx';
import { drillName } from '../drills/names.ts';
import { formatDate } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { toastProblem } from '../problems/toast-problem.ts';
import { TaskPanel } from '../tasks/TaskPanel.tsx';
import { speakerWords } from '../topology/use-speaker.ts';
import { EditButton } from './EditButton.tsx';
import { LiveOwner } from './LiveOwner.tsx';
import { SecretsNotice } from './SecretsNotice.tsx';
import { useRunningTask } from './use-running-task.ts';

/** What is known to be otherwise on the nodes than on record. */
function CardWarning({ takenOver, children }: { takenOver?: string; children: ReactNode }) {
  return (
    <p className="notice tone-warn small" data-taken-over={takenOver}>
      <TriangleAlert size={15} aria-hidden />
      <span className="notice-body">{children}</span>
    </p>
  );
}

export function LabCard({ summary }: { summary: LabSummary }) {
  const { t, language } = useWords();
  const { engine, preferences, navigation, labs } = useStores();
  const chosen = useFrom(
    (stores) => stores.topology.store,
    (state) => state.lab === summary.lab.name,
  );
  const [asking, setAsking] = useState<'remove' | 'uninstall' | null>(null);
  const [begun, setBegun] = useState<string | null>(null);
  const [putAway, setPutAway] = useState<string | null>(null);
  const { task: running, isCutShort } = useRunningTask(summary);
  const taskId = begun ?? running?.id ?? null;
  const isDeploy = begun === null && running?.kind === 'deploy';
  const ended = useFrom(
    (stores) => stores.tasks.store,
    (all) => (taskId === null ? null : all[taskId]?.end),
  );
  const isShown = taskId !== null && taskId !== putAway;
  const isWorking = isShown && !ended;
  const refresh = useCallback(() => void labs.refresh(), [labs]);
  const { lab, practice, deployedMs, deployBegunMs, takenOver, lastDrill } = summary;

  /** A deploy that was cut short may have left something there. */
  const mayBeThere = deployedMs !== null || deployBegunMs !== null;

  const open = () => {
    preferences.setState({ lab: lab.name });
    navigation.setState({ screen: 'topology' });
  };
  const run = async (work: () => Promise<void>) => {
    setAsking(null);
    try {
      await work();
      await labs.refresh();
    } catch (error) {
      toastProblem(error, language);
    }
  };
  const remove = () =>
    run(async () => {
      await engine.call('labs.remove', { lab: lab.name });
    });
  const uninstall = () =>
    run(async () => setBegun((await engine.call('uninstall.start', { lab: lab.name })).taskId));

  return (
    <li className={`card lab-card ${chosen ? 'chosen' : ''}`} data-lab={lab.name}>
      <div className="row">
        <h2 className="cut grow" title={lab.name}>
          {lab.name}
        </h2>
        {practice ? <Chip tone="accent">{t('labs.practiceTag')}</Chip> : null}
        {deployedMs === null ? <Chip tone="unknown">{t('labs.notDeployed')}</Chip> : null}
      </div>
      <dl className="lab-facts">
        {lab.virtualRouters.map((router) => (
          <div key={router.vrid} className="lab-fact">
            <dt className="mono cut" title={router.vips.join(', ')}>
              {router.vips.join(', ')}
            </dt>
            <dd>
              {chosen && deployedMs !== null ? (
                <LiveOwner vrid={router.vrid} />
              ) : (
                <span className="quiet small">VRID {router.vrid}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="small soft cut">{lab.nodes.map((node) => `${node.name} (${node.host})`).join(' · ')}</p>
      {deployedMs === null ? null : (
        <p className="small quiet cut" title={t('labs.ownRecord')}>
          {t('labs.deployed', { date: formatDate(deployedMs, language) })}
        </p>
      )}
      {deployBegunMs === null || !isCutShort ? null : (
        <CardWarning>
          <strong>{t('labs.cutShort.title', { date: formatDate(deployBegunMs, language) })}</strong>
          <span className="soft">{t('labs.cutShort.body')}</span>
        </CardWarning>
      )}
      {takenOver.map(({ node, lab: other, seenMs }) => (
        <CardWarning key={node} takenOver={node}>
          <strong>{t('labs.takenOver', { node, lab: other, date: formatDate(seenMs, language) })}</strong>
        </CardWarning>
      ))}
      {mayBeThere ? <SecretsNotice summary={summary} /> : null}
      <p className="small quiet row">
        {lastDrill ? (
          <>
            <DrillVerdict verdict={lastDrill.verdict} />
            <span className="cut">
              {drillName(lastDrill.kind, t)} · {formatDate(lastDrill.atMs, language)}
            </span>
          </>
        ) : (
          t('labs.noDrill')
        )}
      </p>
      <div className="row">
        <Button tone="primary" onPress={open}>
          {t('labs.open')}
        </Button>
        {deployedMs === null || isWorking ? null : <EditButton lab={lab} />}
        <span className="grow" />
        {!mayBeThere || practice || isWorking ? null : (
          <IconButton label={t('labs.uninstall')} onPress={() => setAsking('uninstall')}>
            <PackageX size={15} aria-hidden />
          </IconButton>
        )}
        {practice || isWorking ? null : (
          <IconButton label={t('labs.remove', { lab: lab.name })} onPress={() => setAsking('remove')}>
            <Trash2 size={15} aria-hidden />
          </IconButton>
        )}
      </div>
      {isShown ? (
        <TaskPanel
          taskId={taskId}
          title={t(isDeploy ? 'wizard.review.deploying' : 'labs.uninstalling')}
          onDone={refresh}
          takesFocus={taskId === begun}
          onClose={() => {
            setPutAway(taskId);
            setBegun(null);
          }}
        />
      ) : null}
      {asking === 'remove' ? (
        <ConfirmDialog
          title={t('labs.removeTitle', { lab: lab.name })}
          body={
            mayBeThere ? t('labs.removeDeployedBody', speakerWords(t, lab.backend)) : t('labs.removeBody')
          }
          confirm={t('labs.removeConfirm')}
          onConfirm={() => void remove()}
          onCancel={() => setAsking(null)}
        />
      ) : null}
      {asking === 'uninstall' ? (
        <ConfirmDialog
          title={t('labs.uninstallTitle', { lab: lab.name })}
          body={t(`labs.uninstallBody.${lab.backend}`)}
          confirm={t('labs.uninstallConfirm')}
          onConfirm={() => void uninstall()}
          onCancel={() => setAsking(null)}
        />
      ) : null}
    </li>
  );
}
