import { TriangleAlert } from 'lucide-react';
import { useFrom, useStores } from '../app/context.tsx';
import { focusScreen } from '../app/focus.ts';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';

/** Two windows have one draft: what is typed in the one that stands behind is not kept until somebody says so. */
export function OvertakenNotice() {
  const { t } = useWords();
  const { draft } = useStores();
  const isOvertaken = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.isOvertaken,
  );
  if (!isOvertaken) return null;
  const decide = (choice: () => void) => () => {
    choice();
    // The notice goes, and with it the button.
    focusScreen();
  };
  return (
    <div className="notice tone-warn" role="alert" data-testid="overtaken">
      <TriangleAlert size={18} aria-hidden />
      <div className="notice-body">
        <strong>{t('wizard.overtaken.title')}</strong>
        <span className="soft">{t('wizard.overtaken.body')}</span>
        <div className="row wrap">
          <Button onPress={decide(draft.keepOurs)}>{t('wizard.overtaken.ours')}</Button>
          <Button onPress={decide(draft.takeTheirs)}>{t('wizard.overtaken.theirs')}</Button>
        </div>
      </div>
    </div>
  );
}
