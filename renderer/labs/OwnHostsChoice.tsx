import { Radar } from 'lucide-react';
import { useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';

export function OwnHostsChoice() {
  const { t } = useWords();
  const { navigation } = useStores();
  return (
    <article className="card choice">
      <Radar size={26} aria-hidden className="choice-icon" />
      <h2>{t('labs.hosts.title')}</h2>
      <p className="soft">{t('labs.hosts.body')}</p>
      <ul className="choice-facts small quiet">
        <li>{t('labs.hosts.fact1')}</li>
        <li>{t('labs.hosts.fact2')}</li>
      </ul>
      <div className="choice-actions">
        <Button size="large" onPress={() => navigation.setState({ screen: 'wizard' })}>
          {t('labs.hosts.action')}
        </Button>
      </div>
    </article>
  );
}
