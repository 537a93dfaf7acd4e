import { Check } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useFrom, useStores } from '../app/context.tsx';
import { Loading } from '../design/Empty.tsx';
import { useWords } from '../i18n/i18n.ts';
import { PreflightStep } from '../preflight/PreflightStep.tsx';
import { isLocked, type WizardStep, wizardSteps } from '../store/wizard.ts';
import { AccessStep } from './AccessStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { ScanStep } from './ScanStep.tsx';
import { StartOver } from './StartOver.tsx';
import { canOpen, needOf } from './steps.ts';
import { TrustStep } from './TrustStep.tsx';
import { useGoOn } from './use-go-on.ts';
import { VipStep } from './VipStep.tsx';

const bodies: Record<WizardStep, () => React.ReactNode> = {
  scan: ScanStep,
  trust: TrustStep,
  access: AccessStep,
  vip: VipStep,
  preflight: PreflightStep,
  review: ReviewStep,
};

export function WizardScreen() {
  const { t } = useWords();
  const { wizard } = useStores();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const isGoingOn = useGoOn();
  const Body = bodies[state.step];
  const shown = state.goesOnAt ?? state.step;
  return (
    <div className="page wizard">
      <nav className="step-rail" aria-label={t('wizard.steps')}>
        <h2 className="cut">
          {isLocked(state) ? t('wizard.editing.short', { lab: state.labName }) : t('wizard.title')}
        </h2>
        <ol>
          {wizardSteps.map((step, index) => {
            const done = needOf(step, state) === null && wizardSteps.indexOf(shown) > index;
            return (
              <li key={step}>
                <AriaButton
                  className={`step-link ${done ? 'done' : ''}`}
                  isDisabled={!canOpen(step, state)}
                  {...(step === shown ? { 'aria-current': 'step' as const } : {})}
                  onPress={() => wizard.store.setState({ step, goesOnAt: null })}
                >
                  <span className="step-number num" aria-hidden>
                    {done ? <Check size={13} strokeWidth={3} /> : index + 1}
                  </span>
                  <span>{t(`wizard.step.${step}`)}</span>
                </AriaButton>
              </li>
            );
          })}
        </ol>
        <StartOver />
      </nav>
      {!state.isKeptKnown ? (
        <Loading label={t('common.loading')} />
      ) : isGoingOn ? (
        <Loading label={t('wizard.goingOn')} />
      ) : (
        <Body key={state.step} />
      )}
    </div>
  );
}
