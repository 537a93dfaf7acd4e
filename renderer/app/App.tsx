import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Toaster } from 'sonner';
import { DrillsScreen } from '../drills/DrillsScreen.tsx';
import { useWords } from '../i18n/i18n.ts';
import { LabsScreen } from '../labs/LabsScreen.tsx';
import { MonitorScreen } from '../monitor/MonitorScreen.tsx';
import { Gate } from '../problems/Gate.tsx';
import type { Screen } from '../store/navigation.ts';
import { TopologyScreen } from '../topology/TopologyScreen.tsx';
import { WizardScreen } from '../wizard/WizardScreen.tsx';
import { Announcer } from './Announcer.tsx';
import { useFrom } from './context.tsx';
import { Header } from './Header.tsx';
import { LinkBanner } from './LinkBanner.tsx';
import { Overlays } from './Overlays.tsx';
import { Rail } from './Rail.tsx';
import { useTheme } from './use-theme.ts';

const screens: Record<Screen, () => React.ReactNode> = {
  labs: LabsScreen,
  wizard: WizardScreen,
  topology: TopologyScreen,
  monitor: MonitorScreen,
  drills: DrillsScreen,
};

export function App() {
  const { t, language } = useWords();
  const theme = useTheme();
  const screen = useFrom(
    (stores) => stores.navigation,
    (state) => state.screen,
  );
  const link = useFrom(
    (stores) => stores.engine.link,
    (state) => state,
  );
  const Current = screens[screen];

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${t(`nav.${screen}`)} · Tandem`;
  }, [language, screen, t]);

  return (
    <I18nProvider locale={language}>
      {link.phase === 'refused' && link.problem ? (
        <Gate problem={link.problem} />
      ) : (
        <div className="shell">
          <Header />
          <Rail />
          <main className="stage" data-pane tabIndex={-1} aria-label={t(`nav.${screen}`)}>
            <LinkBanner />
            <Current />
          </main>
          <Overlays />
          <Announcer />
        </div>
      )}
      <Toaster position="bottom-right" theme={theme} closeButton richColors={false} />
    </I18nProvider>
  );
}
