import { WifiOff } from 'lucide-react';
import { wordProblem } from '../../protocol/contract/problem.ts';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { useFrom, useStores } from './context.tsx';

/** While the engine cannot be heard, everything below is memory, and this says so. */
export function LinkBanner() {
  const { t, language } = useWords();
  const { engine } = useStores();
  const link = useFrom(
    (stores) => stores.engine.link,
    (state) => state,
  );
  if (link.phase !== 'lost' || !link.problem) return null;
  const { message, hint } = wordProblem(link.problem, language);
  return (
    <div className="notice tone-warn link-banner" role="alert">
      <WifiOff size={18} aria-hidden />
      <div className="notice-body">
        <strong>{message}</strong>
        <span className="soft">
          {hint} {t('link.memory')}
        </span>
      </div>
      <Button onPress={engine.retryNow}>{t('link.retry')}</Button>
    </div>
  );
}
