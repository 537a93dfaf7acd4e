import { Check } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { PreflightStep } from '../preflight/PreflightStep.tsx';
import { type WizardStep, wizardSteps } from '../store/wizard.ts';
import { AccessStep } from './AccessStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { ScanStep } from './ScanStep.tsx';
import { canOpen, needOf } from './steps.ts';
import { TrustStep } from './TrustStep.tsx';
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
  const Body = bodies[state.step];
  return (
    <div className="page wizard">
      <nav className="step-rail" aria-label={t('wizard.steps')}>
        <h2>{t('wizard.title')}</h2>
        <ol>
          {wizardSteps.map((step, index) => {
            const done = needOf(step, state) === null && wizardSteps.indexOf(state.step) > index;
            return (
              <li key={step}>
                <AriaButton
                  className={`step-link ${done ? 'done' : ''}`}
                  isDisabled={!canOpen(step, state)}
                  {...(step === state.step ? { 'aria-current': 'step' as const } : {})}
                  onPress={() => wizard.store.setState({ step })}
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
        <Button tone="ghost" onPress={wizard.reset}>
          {t('wizard.startOver')}
        </Button>
      </nav>
      <Body key={state.step} />
    </div>
  );
}
