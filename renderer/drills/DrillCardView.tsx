import { CirclePower, Lock, Skull } from 'lucide-react';
import { useState } from 'react';
import type { DrillCard, DrillKind } from '../../protocol/contract/drills.ts';
import { phrase } from '../../protocol/contract/phrase.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { phraseText } from '../i18n/phrase-text.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { drillName } from './names.ts';

const icons: Record<DrillKind, typeof Skull> = { 'graceful-stop': CirclePower, crash: Skull };

/** What a drill would do right now, before anything is done. */
export function DrillCardView({ card, lab }: { card: DrillCard; lab: string }) {
  const { t, language } = useWords();
  const { drills, navigation } = useStores();
  const running = useFrom(
    (stores) => stores.drills.store,
    (state) => state.progress !== null && !state.progress.reportId,
  );
  const halted = useFrom(
    (stores) => stores.drills.store,
    (state) => state.halted,
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  const [starting, setStarting] = useState(false);
  const Icon = icons[card.kind];
  const { minMs, maxMs } = card.predicted;
  const range = [...new Set([formatMs(minMs, language), formatMs(maxMs, language)])].join(' – ');

  const start = async () => {
    setStarting(true);
    setProblem(null);
    try {
      await drills.start(lab, card.kind, card.vrid);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setStarting(false);
    }
  };

  // The page learns of a halt and of a running drill before the engine's cards do.
  const reason = halted ? phrase('doubt.halted') : running ? phrase('doubt.running') : card.locked;
  const locked = reason && phraseText(reason, language);
  return (
    <article className="card drill-card" aria-label={drillName(card.kind, t)}>
      <header className="row">
        <span className={`drill-icon ${card.kind}`}>
          <Icon size={18} aria-hidden />
        </span>
        <h2>{drillName(card.kind, t)}</h2>
        <span className="grow" />
        <span className="vrid num">VRID {card.vrid}</span>
      </header>
      <p className="soft">{t(`drill.${card.kind}.does`)}</p>
      <dl className="facts">
        <div>
          <dt>{t('drill.target')}</dt>
          <dd className="cut" title={card.target ?? ''}>
            <strong>{card.target ?? t('drill.noTarget')}</strong>
          </dd>
        </div>
        <div>
          <dt>{t('drill.blast')}</dt>
          <dd>{t(`drill.${card.kind}.blast`)}</dd>
        </div>
        <div>
          <dt>{t('drill.predicted')}</dt>
          <dd>
            <strong className="num">{range}</strong>
            <span className="small quiet block">{phraseText(card.predicted.basis, language)}</span>
          </dd>
        </div>
        <div>
          <dt>{t('drill.cap')}</dt>
          <dd className="num">{t('drill.capText', { cap: formatMs(card.capMs, language) })}</dd>
        </div>
      </dl>
      {problem ? <ProblemNotice problem={problem} /> : null}
      <div className="drill-actions">
        {locked ? (
          <p className="small drill-locked row" id={`locked-${card.kind}-${card.vrid}`}>
            <Lock size={13} aria-hidden />
            <span>{locked}</span>
          </p>
        ) : null}
        {reason?.code === 'doubt.agent-silent' || reason?.code === 'doubt.keepalived-silent' ? (
          <Button size="large" onPress={() => navigation.setState({ screen: 'topology' })}>
            {t('drill.toTopology')}
          </Button>
        ) : null}
        <Button
          tone="primary"
          size="large"
          data-testid={`drill-start-${card.kind}`}
          isDisabled={locked !== null}
          isPending={starting}
          {...(locked ? { 'aria-describedby': `locked-${card.kind}-${card.vrid}` } : {})}
          onPress={() => void start()}
        >
          {starting ? <span className="spinner" aria-hidden /> : null}
          {t('drill.start')}
        </Button>
      </div>
    </article>
  );
}
