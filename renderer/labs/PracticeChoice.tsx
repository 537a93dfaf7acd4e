import { Boxes, TriangleAlert } from 'lucide-react';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { Chip, Shape } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';
import { toastProblem } from '../problems/toast-problem.ts';

/** Two real Debian nodes on this very machine: bring them up, open them, take them down. */
export function PracticeChoice() {
  const { t, language } = useWords();
  const { preferences, navigation, labs } = useStores();
  const { practice, practiceTaskId: taskId } = useFrom(
    (stores) => stores.labs.store,
    (state) => state,
  );
  const running = useFrom(
    (stores) => stores.tasks.store,
    (tasks) => taskId !== null && !tasks[taskId]?.end,
  );

  const run = (method: 'practice.up' | 'practice.down') =>
    labs.runPractice(method).catch((error: unknown) => toastProblem(error, language));
  const open = () => {
    preferences.setState({ lab: practice?.lab ?? null });
    void labs.refresh();
    navigation.setState({ screen: 'topology' });
  };

  const state = practice?.state ?? 'down';
  return (
    <article className="card choice featured">
      <div className="row between">
        <Boxes size={26} aria-hidden className="choice-icon" />
        {practice && !practice.unsupported ? (
          <Chip
            tone={state === 'up' ? 'master' : state === 'partial' ? 'warn' : 'unknown'}
            icon={<Shape name={state === 'up' ? 'master' : state === 'partial' ? 'warn' : 'unknown'} />}
          >
            {t(`practice.${state}`)}
          </Chip>
        ) : null}
      </div>
      <h2>{t('labs.practice.title')}</h2>
      <p className="soft">{t('labs.practice.body')}</p>
      <ul className="choice-facts small quiet">
        <li>{t('labs.practice.fact1')}</li>
        <li>{t('labs.practice.fact2')}</li>
      </ul>
      {practice?.unsupported ? (
        <div className="notice tone-warn">
          <TriangleAlert size={16} aria-hidden />
          <div className="notice-body">
            <strong>{t('practice.unsupported')}</strong>
            <span className="soft small" lang="en">
              {practice.unsupported}
            </span>
          </div>
        </div>
      ) : (
        <div className="choice-actions row wrap">
          {practice?.lab ? (
            <Button tone="primary" size="large" onPress={open}>
              {t('practice.open')}
            </Button>
          ) : (
            <Button
              tone="primary"
              size="large"
              isDisabled={!practice || running}
              onPress={() => void run('practice.up')}
            >
              {t(`practice.bring.${state}`)}
            </Button>
          )}
          {state === 'down' ? null : (
            <Button size="large" isDisabled={running} onPress={() => void run('practice.down')}>
              {t('practice.takeDown')}
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
