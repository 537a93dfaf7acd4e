import { type ReactNode, useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { type WizardStep, wizardSteps } from '../store/wizard.ts';
import { needOf } from './steps.ts';

interface StepFrameProps {
  step: WizardStep;
  children: ReactNode;
  /** Runs before the next step opens; false keeps the person here. */
  beforeNext?: () => Promise<boolean>;
  /** What the last step ends with, in the place of Next. */
  action?: ReactNode;
}

/** Heading, content, and the way on and back. The heading takes the focus when the step opens. */
export function StepFrame({ step, children, beforeNext, action }: StepFrameProps) {
  const { t } = useWords();
  const { wizard } = useStores();
  const need = useFrom(
    (stores) => stores.wizard.store,
    (state) => needOf(step, state),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const index = wizardSteps.indexOf(step);
  const previous = wizardSteps[index - 1];
  const following = wizardSteps[index + 1];
  // A form that can still fill what is missing may always be asked; it marks the fields.
  const blocked = beforeNext ? need !== null && need !== 'form' : need !== null;

  useEffect(() => heading.current?.focus(), []);

  const next = async () => {
    if (!following || blocked) return;
    if (beforeNext && !(await beforeNext())) return;
    wizard.store.setState({ step: following });
  };
  const back = () => previous && wizard.store.setState({ step: previous });
  const keys = useRef({ next, back });
  keys.current = { next, back };
  useEffect(
    () =>
      tinykeys(window, {
        'Control+Enter': () => void keys.current.next(),
        'Alt+ArrowLeft': (event) => {
          event.preventDefault();
          keys.current.back();
        },
      }),
    [],
  );

  return (
    <section className="wizard-step" aria-labelledby="step-title">
      <header>
        <h1 id="step-title" ref={heading} tabIndex={-1}>
          {t(`wizard.${step}.title`)}
        </h1>
        <p className="soft">{t(`wizard.${step}.lead`)}</p>
      </header>
      <div className="wizard-body">{children}</div>
      <footer className="wizard-foot">
        {previous ? <Button onPress={back}>{t('common.back')}</Button> : null}
        <span className="grow" />
        {action}
        {following ? (
          <>
            {need && blocked ? (
              <span className="small quiet">{t('wizard.needs', { what: t(`wizard.need.${need}`) })}</span>
            ) : null}
            <Button
              tone="primary"
              isDisabled={blocked}
              onPress={() => void next()}
              aria-keyshortcuts="Control+Enter"
            >
              {t('common.next')}
            </Button>
          </>
        ) : null}
      </footer>
    </section>
  );
}
