import { Radar } from 'lucide-react';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isUnfinished } from '../store/wizard-draft.ts';

export function OwnHostsChoice() {
  const { t } = useWords();
  const { navigation, wizard } = useStores();
  const begun = useFrom(
    (stores) => stores.wizard.store,
    (state) => (isUnfinished(state) ? state.labName : null),
  );
  const open = () => {
    // What is deployed just so is done: this is the way to another pair.
    if (begun === null && wizard.store.getState().edits !== null) wizard.reset();
    navigation.setState({ screen: 'wizard' });
  };
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
        <Button size="large" onPress={open}>
          {begun === null ? t('labs.hosts.action') : t('labs.hosts.resume', { lab: begun })}
        </Button>
      </div>
    </article>
  );
}
