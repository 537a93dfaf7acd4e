import { ShieldAlert } from 'lucide-react';
import type { Consent } from '../../protocol/contract/deploy.ts';
import { Checkbox } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';

interface ConsentsProps {
  /** What has to be agreed to, with the nodes that it concerns. */
  wanted: ReadonlyMap<Consent, readonly string[]>;
  agreed: readonly Consent[];
  onChange: (agreed: Consent[]) => void;
}

/** What a deploy does only when a person said so: in words, with how it is undone. */
export function Consents({ wanted, agreed, onChange }: ConsentsProps) {
  const { t, language } = useWords();
  if (wanted.size === 0) return null;
  const names = new Intl.ListFormat(language, { type: 'conjunction' });
  return (
    <section className="notice tone-warn" aria-label={t('wizard.plan.consentTitle')}>
      <ShieldAlert size={18} aria-hidden />
      <div className="notice-body">
        <strong>{t('wizard.plan.consentTitle')}</strong>
        {[...wanted].map(([consent, nodes]) => (
          <Checkbox
            key={consent}
            isSelected={agreed.includes(consent)}
            onChange={(isAgreed) =>
              onChange(isAgreed ? [...agreed, consent] : agreed.filter((other) => other !== consent))
            }
          >
            {t(`wizard.plan.consents.${consent}`, { nodes: names.format(nodes) })}
          </Checkbox>
        ))}
      </div>
    </section>
  );
}
