import { OctagonX } from 'lucide-react';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { useFrom } from './context.tsx';
import { useHalt } from './use-halt.ts';

/** Always there, never disabled. */
export function HaltButton() {
  const { t } = useWords();
  const halt = useHalt();
  const halting = useFrom(
    (stores) => stores.drills.store,
    (state) => state.halting,
  );
  return (
    <Button tone="danger" aria-keyshortcuts="Control+Shift+H" onPress={() => void halt()}>
      {halting ? <span className="spinner" aria-hidden /> : <OctagonX size={15} aria-hidden />}
      {t('halt.button')}
    </Button>
  );
}
