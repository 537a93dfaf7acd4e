import { ChevronRight } from 'lucide-react';
import { useFrom, useStores } from '../app/context.tsx';
import { useWords } from '../i18n/i18n.ts';
import type { WizardStep } from '../store/wizard.ts';

/** What a step is for, and what happens on the hosts in it. Once opened it is open in every step. */
export function Why({ step }: { step: WizardStep }) {
  const { t } = useWords();
  const { wizard } = useStores();
  const isOpen = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.why,
  );
  return (
    <details
      className="why small"
      open={isOpen}
      onToggle={({ currentTarget }) => wizard.store.setState({ why: currentTarget.open })}
    >
      <summary>
        <ChevronRight size={14} aria-hidden className="why-turn" />
        {t('wizard.why.title')}
      </summary>
      <p className="soft">{t(`wizard.why.${step}`)}</p>
    </details>
  );
}
