import { useFrom } from '../app/context.tsx';
import { useTick } from '../design/use-tick.ts';
import { formatAge } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';

/**
 * How old something is, ticking. `at` is on the engine's clock. `seen`: a piece of evidence; `for`: an owner;
 * `lasting`: a state; `ago`: an event.
 */
export function Age({
  at,
  style = 'seen',
}: {
  at: number | null;
  style?: 'seen' | 'for' | 'lasting' | 'ago';
}) {
  const { t, language } = useWords();
  const now = useTick(200);
  const engineNow = useFrom(
    (stores) => stores.topology.store,
    (state) => state.topology?.nowMs ?? 0,
  );
  const receivedAt = useFrom(
    (stores) => stores.topology.store,
    (state) => state.receivedAt,
  );
  if (at === null) return <span className="num quiet">{t('age.never')}</span>;
  const age = formatAge(engineNow - at + Math.max(0, now - receivedAt), language);
  return <span className="num">{t(`age.${style}`, { age })}</span>;
}
