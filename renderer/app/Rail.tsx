import { Activity, FlaskConical, LayoutGrid, Network, Wand2 } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useWords } from '../i18n/i18n.ts';
import { type Screen, screens } from '../store/navigation.ts';
import { useFrom, useStores } from './context.tsx';

const icons: Record<Screen, typeof Activity> = {
  labs: LayoutGrid,
  wizard: Wand2,
  topology: Network,
  monitor: Activity,
  drills: FlaskConical,
};

export function Rail() {
  const { t } = useWords();
  const { navigation } = useStores();
  const current = useFrom(
    (stores) => stores.navigation,
    (state) => state.screen,
  );
  return (
    <nav className="rail" aria-label={t('nav.label')} data-pane>
      {screens.map((screen, index) => {
        const Icon = icons[screen];
        return (
          <Button
            key={screen}
            className="rail-item"
            {...(screen === current ? { 'aria-current': 'page' as const } : {})}
            onPress={() => navigation.setState({ screen })}
          >
            <Icon size={17} aria-hidden />
            <span className="rail-text">{t(`nav.${screen}`)}</span>
            <kbd className="rail-key" aria-hidden>
              {index + 1}
            </kbd>
          </Button>
        );
      })}
    </nav>
  );
}
