import { FlaskConical } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFrom, useStores } from '../app/context.tsx';
import { focusScreen } from '../app/focus.ts';
import { Button } from '../design/Button.tsx';
import { Empty, Loading } from '../design/Empty.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { DrillCardView } from './DrillCardView.tsx';
import { HaltedNotice } from './HaltedNotice.tsx';
import { ReportHistory } from './ReportHistory.tsx';
import { ReportView } from './ReportView.tsx';
import { RunView } from './RunView.tsx';

const cardsEveryMs = 2000;

export function DrillsScreen() {
  const { t } = useWords();
  const { drills, navigation } = useStores();
  const { lab, cards, progress, reports, halted, problem } = useFrom(
    (stores) => stores.drills.store,
    (s) => s,
  );
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);

  const busy = progress !== null && progress.reportId === null;
  useEffect(() => {
    if (busy) return;
    void drills.refreshCards();
    const id = setInterval(() => void drills.refreshCards(), cardsEveryMs);
    return () => clearInterval(id);
  }, [drills, busy]);

  if (lab === null)
    return (
      <div className="page">
        <h1 className="hidden-visually" tabIndex={-1}>
          {t('nav.drills')}
        </h1>
        <Empty
          icon={<FlaskConical size={32} aria-hidden />}
          title={t('topology.noLab')}
          action={
            <Button tone="primary" onPress={() => navigation.setState({ screen: 'labs' })}>
              {t('topology.chooseLab')}
            </Button>
          }
        >
          {t('drill.noLabHint')}
        </Empty>
      </div>
    );

  const running = progress && progress.reportId === null ? progress : null;
  const justEnded = progress?.reportId && progress.reportId !== dismissed ? progress.reportId : null;
  const reportId = running ? null : (shown ?? justEnded);
  const report = reports?.find((candidate) => candidate.id === reportId);
  return (
    <div className="page reading">
      <header className="page-head">
        <div>
          <h1 tabIndex={-1}>{t('nav.drills')}</h1>
          <p>{t('drill.lead')}</p>
        </div>
      </header>
      {halted ? <HaltedNotice lab={lab} /> : null}
      {problem ? (
        <ProblemNotice
          problem={problem}
          action={<Button onPress={() => void drills.refresh()}>{t('common.retry')}</Button>}
        />
      ) : null}
      {running ? <RunView progress={running} /> : null}
      {report ? (
        <ReportView
          report={report}
          onClose={() => {
            setShown(null);
            setDismissed(progress?.reportId ?? null);
            focusScreen();
          }}
        />
      ) : null}
      {running ? null : cards ? (
        cards.length > 0 ? (
          <div className="drill-cards">
            {cards.map((card) => (
              <DrillCardView key={`${card.kind}-${card.vrid}`} card={card} lab={lab} />
            ))}
          </div>
        ) : (
          <Empty icon={<FlaskConical size={28} aria-hidden />} title={t('drill.none')}>
            {t('drill.noneHint')}
          </Empty>
        )
      ) : problem ? null : (
        <Loading label={t('drill.loading')} />
      )}
      <ReportHistory reports={reports} shown={report?.id ?? null} onShow={setShown} />
    </div>
  );
}
