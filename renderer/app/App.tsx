import { type ComponentType, type CSSProperties, lazy, Suspense, useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Toaster } from 'sonner';
import { Loading } from '../design/Empty.tsx';
import { useWords } from '../i18n/i18n.ts';
import { LabsScreen } from '../labs/LabsScreen.tsx';
import { Gate } from '../problems/Gate.tsx';
import type { Screen } from '../store/navigation.ts';
import { Announcer } from './Announcer.tsx';
import { useFrom } from './context.tsx';
import { Header } from './Header.tsx';
import { LinkBanner } from './LinkBanner.tsx';
import { Overlays } from './Overlays.tsx';
import { Rail } from './Rail.tsx';
import { ScreenFocus } from './ScreenFocus.tsx';
import { useTheme } from './use-theme.ts';

/** The first screen is there at once; the others arrive when they are first opened. */
const screens: Record<Screen, ComponentType> = {
  labs: LabsScreen,
  wizard: lazy(async () => ({ default: (await import('../wizard/WizardScreen.tsx')).WizardScreen })),
  topology: lazy(async () => ({ default: (await import('../topology/TopologyScreen.tsx')).TopologyScreen })),
  monitor: lazy(async () => ({ default: (await import('../monitor/MonitorScreen.tsx')).MonitorScreen })),
  drills: lazy(async () => ({ default: (await import('../drills/DrillsScreen.tsx')).DrillsScreen })),
};

/** sonner reads its colours and its font from here. */
const toastInks = {
  fontFamily: 'var(--sans)',
  '--normal-bg': 'var(--raised)',
  '--normal-border': 'var(--line-strong)',
  '--normal-text': 'var(--text)',
} as CSSProperties;

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
            <Suspense fallback={<Loading label={t('common.loading')} />}>
              <Current />
              <ScreenFocus screen={screen} />
            </Suspense>
          </main>
          <Overlays />
          <Announcer />
        </div>
      )}
      <Toaster position="bottom-right" theme={theme} closeButton style={toastInks} />
    </I18nProvider>
  );
}
