import { useEffect } from 'react';
import type { Theme } from '../store/preferences.ts';
import { useFrom } from './context.tsx';

/** The chosen theme overrides the system's by an attribute; tokens.css does the rest. */
export function useTheme(): Theme {
  const theme = useFrom(
    (stores) => stores.preferences,
    (state) => state.theme,
  );
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
  }, [theme]);
  return theme;
}
