import { OctagonX } from 'lucide-react';
import { useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { toastProblem } from '../problems/toast-problem.ts';

export function HaltedNotice({ lab }: { lab: string }) {
  const { t, language } = useWords();
  const { drills } = useStores();
  return (
    <div className="notice tone-warn" role="status">
      <OctagonX size={18} aria-hidden />
      <div className="notice-body">
        <strong>{t('halt.engaged')}</strong>
        <span className="soft">{t('halt.engagedHint')}</span>
      </div>
      <Button
        onPress={() => void drills.release(lab).catch((error: unknown) => toastProblem(error, language))}
      >
        {t('halt.release')}
      </Button>
    </div>
  );
}
