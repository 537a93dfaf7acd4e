import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { screens } from '../store/navigation.ts';
import { useStores } from './context.tsx';
import { useOverlay } from './overlay.ts';
import { nextPane } from './panes.ts';
import { useHalt } from './use-halt.ts';

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, [contenteditable="true"]') !== null
  );
}

/** The keys that work everywhere. Screens add their own. */
export function useShortcuts(): void {
  const { navigation } = useStores();
  const halt = useRef<() => Promise<void>>(undefined);
  halt.current = useHalt();

  useEffect(() => {
    const { show } = useOverlay.getState();
    const goTo = screens.map((screen, index) => [
      `Control+${index + 1}`,
      (event: KeyboardEvent) => {
        event.preventDefault();
        navigation.setState({ screen });
      },
    ]);
    const help = (event: KeyboardEvent) => {
      if (!isTyping(event.target)) show('shortcuts');
    };
    const pane = (step: 1 | -1) => (event: KeyboardEvent) => {
      event.preventDefault();
      nextPane(document, step)?.focus();
    };
    return tinykeys(window, {
      ...Object.fromEntries(goTo),
      '$mod+KeyK': (event: KeyboardEvent) => {
        event.preventDefault();
        show('palette');
      },
      'Control+Shift+KeyH': (event: KeyboardEvent) => {
        event.preventDefault();
        void halt.current?.();
      },
      // With or without Shift, as the keyboard's layout has it.
      '?': help,
      'Shift+?': help,
      F6: pane(1),
      'Shift+F6': pane(-1),
    });
  }, [navigation]);
}
