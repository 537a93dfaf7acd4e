import { useState } from 'react';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { ConfirmDialog } from '../design/ConfirmDialog.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isLocked } from '../store/wizard.ts';
import { isUnfinished } from '../store/wizard-draft.ts';

/** Forgets what was typed, once its owner has said so. Whoever changed a deployed lab is back where that began. */
export function StartOver() {
  const { t } = useWords();
  const { wizard, navigation } = useStores();
  const isBegun = useFrom((stores) => stores.wizard.store, isUnfinished);
  const isChange = useFrom(
    (stores) => stores.wizard.store,
    (state) => isLocked(state) && isUnfinished(state),
  );
  const lab = useFrom(
    (stores) => stores.wizard.store,
    ({ labName }) => labName,
  );
  const [isAsking, setAsking] = useState(false);
  const drop = () => {
    setAsking(false);
    wizard.reset();
    if (isChange) navigation.setState({ screen: 'labs' });
  };
  return (
    <>
      {/* What is deployed just so, or where nothing was chosen yet, there is nothing to lose. */}
      <Button tone="ghost" onPress={isBegun ? () => setAsking(true) : drop}>
        {t(isChange ? 'wizard.editing.discard' : 'wizard.startOver')}
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={t('wizard.drop.title', { lab })}
          body={t('wizard.drop.body')}
          confirm={t('wizard.drop.confirm')}
          onConfirm={drop}
          onCancel={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
