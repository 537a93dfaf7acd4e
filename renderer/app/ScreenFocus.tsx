import { useEffect, useRef } from 'react';
import type { Screen } from '../store/navigation.ts';
import { focusScreen } from './focus.ts';

/** The heading of a screen takes the focus when the screen opens; not that of the first one, when the page loads. */
export function ScreenFocus({ screen }: { screen: Screen }) {
  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    focusScreen();
  }, [screen]);
  return null;
}
