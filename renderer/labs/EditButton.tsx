import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { Lab } from '../../protocol/lab/schema.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { ConfirmDialog } from '../design/ConfirmDialog.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isUnfinished } from '../store/wizard-draft.ts';

/** Opens the wizard with what is deployed, or goes on with a change that was begun. There is one wizard. */
export function EditButton({ lab }: { lab: Lab }) {
  const { t } = useWords();
  const { navigation, wizard } = useStores();
  const begun = useFrom(
    (stores) => stores.wizard.store,
    (state) => (isUnfinished(state) ? state : null),
  );
  const [isAsking, setAsking] = useState(false);
  const isOwn = begun?.edits?.name === lab.name;
  const open = () => navigation.setState({ screen: 'wizard' });
  const edit = () => {
    wizard.edit(lab);
    open();
  };
  return (
    <>
      <Button
        aria-label={t(isOwn ? 'labs.edit.goOnWith' : 'labs.edit.named', { lab: lab.name })}
        onPress={isOwn ? open : begun ? () => setAsking(true) : edit}
      >
        <Pencil size={14} aria-hidden />
        {t(isOwn ? 'labs.edit.goOn' : 'labs.edit.action')}
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={t('labs.edit.dropTitle', { lab: begun?.labName ?? '' })}
          body={t('labs.edit.dropBody', { lab: begun?.labName ?? '' })}
          confirm={t('labs.edit.dropConfirm')}
          onConfirm={edit}
          onCancel={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
