import { ArrowRightLeft, X } from 'lucide-react';
import { useId, useRef } from 'react';
import type { NodeLink, RouterOwnership } from '../../protocol/contract/topology.ts';
import { useFrom, useLab, useStores } from '../app/context.tsx';
import { Button, IconButton } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { useDeployed } from '../labs/use-deployed.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { runKey } from '../store/switchover.ts';
import { SwitchoverEvents } from './SwitchoverEvents.tsx';
import { switchoverOffer } from './switchover-offer.ts';

/** Moves a virtual router to the other node without an outage, says why not where it cannot, and what happened. */
export function Switchover({
  router,
  nodes,
  connected,
}: {
  router: RouterOwnership;
  nodes: readonly NodeLink[];
  connected: boolean;
}) {
  const { t } = useWords();
  const { switchover } = useStores();
  const lab = useLab();
  const deployed = useDeployed(lab) === 'yes';
  const drilling = useFrom(
    (stores) => stores.drills.store,
    ({ progress }) => progress !== null && progress.reportId === null,
  );
  const labName = lab?.lab.name ?? '';
  const run = useFrom(
    (stores) => stores.switchover.store,
    ({ runs }) => runs[runKey(labName, router.vrid)],
  );
  const reasonId = useId();
  const button = useRef<HTMLButtonElement>(null);
  if (!lab) return null;
  const { backend } = lab.lab;
  const offer = switchoverOffer(router, nodes, { backend, connected, deployed, drilling });
  if (!offer) return null;
  const { to, blocked } = offer;
  const running = run?.running === true;
  const move = () => {
    // Aria-disabled instead of disabled: the focus stays, and the reason can be read from the button.
    if (!blocked && !running) void switchover.run(labName, router.vrid, to);
  };
  const dismiss = () => {
    switchover.dismiss(labName, router.vrid);
    button.current?.focus();
  };
  return (
    <section className="switchover" aria-label={t('nodes.move.title')}>
      <div className="row wrap">
        <Button
          ref={button}
          onPress={move}
          aria-disabled={blocked !== null || running}
          aria-describedby={reasonId}
          data-testid={`switchover-${router.vrid}`}
        >
          {running ? <span className="spinner" aria-hidden /> : <ArrowRightLeft size={15} aria-hidden />}
          <span className="cut">
            {running ? t('nodes.move.running', { node: run.to }) : t('nodes.move.to', { node: to })}
          </span>
        </Button>
        <span id={reasonId} className="small soft switchover-reason">
          {blocked && !running
            ? t(`nodes.move.blocked.${blocked.why}`, { node: blocked.node })
            : t('nodes.move.hint', { node: running ? run.to : to })}
        </span>
      </div>
      <div role="status">
        {run?.result ? (
          <div className="row switchover-result">
            <SwitchoverEvents result={run.result} />
            <IconButton label={t('nodes.move.dismiss')} onPress={dismiss}>
              <X size={15} aria-hidden />
            </IconButton>
          </div>
        ) : null}
      </div>
      {run?.problem ? (
        <ProblemNotice
          problem={run.problem}
          action={<Button onPress={dismiss}>{t('common.close')}</Button>}
        />
      ) : null}
    </section>
  );
}
