import { OctagonAlert } from 'lucide-react';
import { Link } from 'react-aria-components/Link';
import { useWords } from '../i18n/i18n.ts';
import type { Refusal } from './use-refusal.ts';
import { goToField } from './wrongs.ts';

/** Why a step cannot be left, each with the way to it; what is mended goes from the list at once. */
export function ErrorSummary({ refusal: { shown, summary } }: { refusal: Refusal }) {
  const { t } = useWords();
  if (shown.length === 0) return null;
  return (
    <section ref={summary} tabIndex={-1} role="alert" className="notice tone-alarm" data-testid="summary">
      <OctagonAlert size={18} aria-hidden />
      <div className="notice-body">
        <strong>{t('wizard.summary.title')}</strong>
        <ul className="summary-links">
          {shown.map(({ field, text }) => (
            <li key={`${field} ${text}`}>
              <Link className="link" onPress={() => goToField(field)}>
                {text}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
