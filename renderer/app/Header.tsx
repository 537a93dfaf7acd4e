import { CircleHelp, Languages, Moon, Search, Sun, SunMoon } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components/Menu';
import { IconButton } from '../design/Button.tsx';
import { Select } from '../design/Select.tsx';
import { useWords } from '../i18n/i18n.ts';
import { languages, themes } from '../store/preferences.ts';
import { Brand } from './Brand.tsx';
import { useFrom, useStores } from './context.tsx';
import { HaltButton } from './HaltButton.tsx';
import { OwnerSummary } from './OwnerSummary.tsx';
import { useOverlay } from './overlay.ts';
import { CaptureChip, LinkChip } from './StateChips.tsx';

const languageNames: Record<(typeof languages)[number], string> = { en: 'English', 'zh-CN': '简体中文' };
const themeIcons = { system: SunMoon, light: Sun, dark: Moon };

export function Header() {
  const { t } = useWords();
  const show = useOverlay((state) => state.show);
  return (
    <header className="header" data-pane>
      <Brand />
      <LabSwitcher />
      <OwnerSummary />
      <span className="grow" />
      <LinkChip />
      <CaptureChip />
      <IconButton label={t('header.palette')} onPress={() => show('palette')}>
        <Search size={16} aria-hidden />
      </IconButton>
      <LanguageMenu />
      <ThemeMenu />
      <IconButton label={t('header.shortcuts')} onPress={() => show('shortcuts')}>
        <CircleHelp size={16} aria-hidden />
      </IconButton>
      <HaltButton />
    </header>
  );
}

function LabSwitcher() {
  const { t } = useWords();
  const { preferences } = useStores();
  const labs = useFrom(
    (stores) => stores.labs.store,
    (state) => state.labs,
  );
  const chosen = useFrom(
    (stores) => stores.topology.store,
    (state) => state.lab,
  );
  if (!labs || labs.length === 0) return null;
  return (
    <div className="lab-switcher">
      <Select
        label={t('header.lab')}
        labelHidden
        value={chosen}
        options={labs.map(({ lab, practice }) => ({
          id: lab.name,
          label: lab.name,
          detail: practice ? <span className="quiet small">{t('labs.practiceTag')}</span> : null,
        }))}
        onChange={(lab) => preferences.setState({ lab })}
      />
    </div>
  );
}

function LanguageMenu() {
  const { t, language } = useWords();
  const { preferences } = useStores();
  return (
    <MenuTrigger>
      <IconButton label={t('header.language')}>
        <Languages size={16} aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="list"
          aria-label={t('header.language')}
          selectionMode="single"
          selectedKeys={[language]}
          onAction={(key) => {
            const chosen = languages.find((candidate) => candidate === key);
            if (chosen) preferences.setState({ language: chosen });
          }}
        >
          {languages.map((id) => (
            <MenuItem key={id} id={id} className="list-item" lang={id}>
              {languageNames[id]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function ThemeMenu() {
  const { t } = useWords();
  const { preferences } = useStores();
  const theme = useFrom(
    (stores) => stores.preferences,
    (state) => state.theme,
  );
  const Icon = themeIcons[theme];
  return (
    <MenuTrigger>
      <IconButton label={t('header.theme')}>
        <Icon size={16} aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="list"
          aria-label={t('header.theme')}
          selectionMode="single"
          selectedKeys={[theme]}
          onAction={(key) => {
            const chosen = themes.find((candidate) => candidate === key);
            if (chosen) preferences.setState({ theme: chosen });
          }}
        >
          {themes.map((id) => (
            <MenuItem key={id} id={id} className="list-item">
              {t(`theme.${id}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
