import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';
import type { MismatchView } from './mismatches.ts';

/** One mismatch in the list of who reports it, with how often and when it was last so; grey once it is over. */
export function MismatchLine({ view, connected }: { view: MismatchView; connected: boolean }) {
  const { t } = useWords();
  const { kind, reporter, peer, what, count, seenMs, freshness } = view;
  const present = connected && freshness === 'fresh';
  return (
    <li className={present ? 'mismatch' : 'mismatch past'} data-mismatch={what}>
      {t(`nodes.mismatch.${kind}.title`, { node: reporter, peer, what })}{' '}
      <span className="quiet num">
        {t('nodes.counted', { count })} · {seenMs === null ? t('nodes.pastMismatch') : <Age at={seenMs} />}
      </span>
    </li>
  );
}
