import { Pencil } from 'lucide-react';
import { useFrom } from '../app/context.tsx';
import { formatList } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { isLocked } from '../store/wizard.ts';

/** What a change of a deployed lab may touch, and that nothing has been touched yet. */
export function EditNotice() {
  const { t, language } = useWords();
  const edits = useFrom(
    (stores) => stores.wizard.store,
    // Not beside the deploy itself, nor beside what came of it.
    (state) => (isLocked(state) && state.taskId === null ? state.edits : null),
  );
  if (!edits) return null;
  return (
    <p className="notice tone-accent small" data-testid="editing">
      <Pencil size={16} aria-hidden />
      <span className="notice-body">
        <strong>{t('wizard.editing.title', { lab: edits.name })}</strong>
        <span className="soft">
          {t('wizard.editing.body', {
            hosts: formatList(
              edits.nodes.map(({ name, host }) => `${name} (${host})`),
              language,
            ),
          })}
        </span>
      </span>
    </p>
  );
}
