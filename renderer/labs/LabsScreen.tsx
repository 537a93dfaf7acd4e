import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { Loading } from '../design/Empty.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { TaskPanel } from '../tasks/TaskPanel.tsx';
import { LabCard } from './LabCard.tsx';
import { OwnHostsChoice } from './OwnHostsChoice.tsx';
import { PracticeChoice } from './PracticeChoice.tsx';

export function LabsScreen() {
  const { t } = useWords();
  const { labs } = useStores();
  const {
    labs: list,
    problem,
    info,
    practiceTaskId,
  } = useFrom(
    (stores) => stores.labs.store,
    (state) => state,
  );
  const first = list?.length === 0;
  return (
    <div className={`page reading ${first ? 'first-run' : ''}`}>
      <header className="page-head">
        <div>
          <h1 tabIndex={-1}>{first ? t('labs.welcome') : t('labs.title')}</h1>
          <p>{first ? t('labs.welcomeLead') : t('labs.lead')}</p>
        </div>
      </header>
      {problem ? (
        <ProblemNotice
          problem={problem}
          action={<Button onPress={() => void labs.refresh()}>{t('common.retry')}</Button>}
        />
      ) : null}
      {list === null && !problem ? <Loading label={t('labs.loading')} /> : null}
      {list && list.length > 0 ? (
        <ul className="lab-cards" aria-label={t('labs.title')}>
          {list.map((summary) => (
            <LabCard key={summary.lab.name} summary={summary} />
          ))}
        </ul>
      ) : null}
      {list ? (
        <section className="choices" aria-label={t('labs.start')}>
          <PracticeChoice />
          <OwnHostsChoice />
        </section>
      ) : null}
      {practiceTaskId ? (
        <TaskPanel
          taskId={practiceTaskId}
          title={t('practice.working')}
          onClose={() => labs.store.setState({ practiceTaskId: null })}
        />
      ) : null}
      {info ? <p className="small quiet labs-foot">{t('labs.version', { version: info.version })}</p> : null}
    </div>
  );
}
