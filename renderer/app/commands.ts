import { useWords } from '../i18n/i18n.ts';
import { screens } from '../store/navigation.ts';
import { themes } from '../store/preferences.ts';
import { useFrom, useStores } from './context.tsx';
import { useHalt } from './use-halt.ts';

export interface Command {
  id: string;
  label: string;
  keys?: string;
  run(): void;
}

export function useCommands(): Command[] {
  const { t, language } = useWords();
  const { navigation, preferences } = useStores();
  const labs = useFrom(
    (stores) => stores.labs.store,
    (state) => state.labs,
  );
  const halt = useHalt();
  return [
    ...screens.map((screen, index) => ({
      id: `go-${screen}`,
      label: t('palette.goTo', { screen: t(`nav.${screen}`) }),
      keys: `Ctrl ${index + 1}`,
      run: () => navigation.setState({ screen }),
    })),
    ...(labs ?? []).map(({ lab }) => ({
      id: `lab-${lab.name}`,
      label: t('palette.openLab', { lab: lab.name }),
      run: () => {
        preferences.setState({ lab: lab.name });
        navigation.setState({ screen: 'topology' });
      },
    })),
    { id: 'halt', label: t('halt.button'), keys: 'Ctrl Shift H', run: () => void halt() },
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      label: t('palette.theme', { theme: t(`theme.${theme}`) }),
      run: () => preferences.setState({ theme }),
    })),
    {
      id: 'language',
      label: language === 'en' ? '切换为简体中文' : 'Switch to English',
      run: () => preferences.setState({ language: language === 'en' ? 'zh-CN' : 'en' }),
    },
  ];
}
