import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isLocked } from '../store/wizard.ts';
import { isUnfinished } from '../store/wizard-draft.ts';

/** Forgets what was typed. Whoever changed a deployed lab is back where that began. */
export function StartOver() {
  const { t } = useWords();
  const { wizard, navigation } = useStores();
  const isChange = useFrom(
    (stores) => stores.wizard.store,
    (state) => isLocked(state) && isUnfinished(state),
  );
  const drop = () => {
    wizard.reset();
    if (isChange) navigation.setState({ screen: 'labs' });
  };
  return (
    <Button tone="ghost" onPress={drop}>
      {t(isChange ? 'wizard.editing.discard' : 'wizard.startOver')}
    </Button>
  );
}
