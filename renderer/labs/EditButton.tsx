import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { Lab } from '../../protocol/lab/schema.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { ConfirmDialog } from '../design/ConfirmDialog.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isUnfinished } from '../store/wizard-draft.ts';

/**
 * Opens the wizard with what is deployed, or goes on with a change that was begun. There is one wizard.
 * @param label in place of the usual one, where something else than a change is wanted of it
 */
export function EditButton({ lab, label }: { lab: Lab; label?: string }) {
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
        aria-label={label ?? t(isOwn ? 'labs.edit.goOnWith' : 'labs.edit.named', { lab: lab.name })}
        onPress={isOwn ? open : begun ? () => setAsking(true) : edit}
      >
        <Pencil size={14} aria-hidden />
        {label ?? t(isOwn ? 'labs.edit.goOn' : 'labs.edit.action')}
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
