import { History } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isLocked, type WizardStep, wizardSteps } from '../store/wizard.ts';
import { EditNotice } from './EditNotice.tsx';
import { ErrorSummary } from './ErrorSummary.tsx';
import { OvertakenNotice } from './OvertakenNotice.tsx';
import { needOf } from './steps.ts';
import { type Refusal, useRefusal } from './use-refusal.ts';
import { Why } from './Why.tsx';
import { stepWrongs } from './wrongs.ts';

interface StepFrameProps {
  step: WizardStep;
  children: ReactNode;
  /** A form's own: what is wrong in it keeps the person here. */
  refusal?: Refusal;
  /** What the last step ends with, in the place of Next. */
  action?: ReactNode;
}

/** Heading, content, and the way on and back. The heading takes the focus when the step opens. */
export function StepFrame({ step, children, action, ...props }: StepFrameProps) {
  const { t } = useWords();
  const { wizard } = useStores();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const need = needOf(step, state);
  const own = useRefusal(stepWrongs(t, step, state));
  const refusal = props.refusal ?? own;
  const heading = useRef<HTMLHeadingElement>(null);
  const index = wizardSteps.indexOf(step);
  // The hosts of a deployed lab are not looked for again.
  const previous = index === 1 && isLocked(state) ? undefined : wizardSteps[index - 1];
  const following = wizardSteps[index + 1];
  // What failed stands in the list with its cause; everything else is said when it is asked for.
  const blocked = need === 'ready';

  useEffect(() => heading.current?.focus(), []);

  const next = () => {
    if (!following || blocked || refusal.refuse()) return;
    wizard.store.setState({ step: following, resumed: false });
  };
  const back = () => previous && wizard.store.setState({ step: previous });
  const keys = useRef({ next, back });
  keys.current = { next, back };
  // Before the focused control gets the key: a button would take Enter for itself.
  useEffect(() => {
    const taken = (act: () => void) => (event: KeyboardEvent) => {
      // A dialog over the step has keys of its own.
      if (event.target instanceof Element && event.target.closest('[role="dialog"], [role="alertdialog"]'))
        return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    const bindings = {
      'Control+Enter': taken(() => keys.current.next()),
      'Alt+ArrowLeft': taken(() => keys.current.back()),
    };
    return tinykeys(window, bindings, { capture: true });
  }, []);

  return (
    <section className="wizard-step" aria-labelledby="step-title">
      <header>
        <h1 id="step-title" ref={heading} tabIndex={-1}>
          {t(`wizard.${step}.title`)}
        </h1>
        <p className="soft">{t(`wizard.${step}.lead`)}</p>
        <Why step={step} />
      </header>
      <OvertakenNotice />
      <EditNotice />
      {state.resumed ? (
        <p className="notice tone-accent small" role="status" data-testid="resumed">
          <History size={16} aria-hidden />
          <span className="notice-body">
            <strong>{t('wizard.resumed.title')}</strong>
            <span className="soft">{t('wizard.resumed.body')}</span>
          </span>
        </p>
      ) : null}
      <ErrorSummary refusal={refusal} />
      <div className="wizard-body">{children}</div>
      <footer className="wizard-foot">
        {previous ? <Button onPress={back}>{t('common.back')}</Button> : null}
        <span className="grow" />
        {action}
        {following ? (
          <>
            {need && need !== 'form' ? (
              <span className="small quiet">{t('wizard.needs', { what: t(`wizard.need.${need}`) })}</span>
            ) : null}
            <Button tone="primary" isDisabled={blocked} onPress={next} aria-keyshortcuts="Control+Enter">
              {t('common.next')}
            </Button>
          </>
        ) : null}
      </footer>
    </section>
  );
}
