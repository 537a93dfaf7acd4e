import { Boxes, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useFrom, useStores } from '../app/context.tsx';
import { focusIsLost } from '../app/focus.ts';
import { Button } from '../design/Button.tsx';
import { Chip, Shape } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';
import { toastProblem } from '../problems/toast-problem.ts';

/** Two real Debian nodes on this very machine: bring them up, open them, take them down. */
export function PracticeChoice() {
  const { t, language } = useWords();
  const { preferences, navigation, labs } = useStores();
  const {
    labs: list,
    practice,
    practiceTaskId: taskId,
  } = useFrom(
    (stores) => stores.labs.store,
    (state) => state,
  );
  const running = useFrom(
    (stores) => stores.tasks.store,
    (tasks) => taskId !== null && !tasks[taskId]?.end,
  );

  const run = (method: 'practice.up' | 'practice.down') => {
    pressed.current = true;
    return labs.runPractice(method).catch((error: unknown) => toastProblem(error, language));
  };
  const open = () => {
    preferences.setState({ lab: practice?.lab ?? null });
    void labs.refresh();
    navigation.setState({ screen: 'topology' });
  };

  const state = practice?.state ?? 'down';
  const hasLab = Boolean(practice?.lab);
  // The lab's own card offers the same: then that one stands out.
  const hasCard = list?.some((summary) => summary.practice) ?? false;

  // The pressed button goes when its work is done: the one in its place takes the focus over.
  const actions = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what exchanges the buttons
  useEffect(() => {
    if (!pressed.current || !focusIsLost()) return;
    pressed.current = false;
    actions.current?.querySelector('button')?.focus();
  }, [state, hasLab]);

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
        <div className="choice-actions row wrap" ref={actions}>
          {hasLab ? (
            <Button key="open" tone={hasCard ? 'plain' : 'primary'} size="large" onPress={open}>
              {t('practice.open')}
            </Button>
          ) : (
            <Button
              key="bring"
              tone="primary"
              size="large"
              isDisabled={!practice}
              isPending={running}
              onPress={() => void run('practice.up')}
            >
              {t(`practice.bring.${state}`)}
            </Button>
          )}
          {state === 'down' ? null : (
            <Button size="large" isPending={running} onPress={() => void run('practice.down')}>
              {t('practice.takeDown')}
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
