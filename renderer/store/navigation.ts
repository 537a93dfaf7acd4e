import { createStore } from 'zustand/vanilla';
import type { Keep } from './preferences.ts';

export const screens = ['labs', 'wizard', 'topology', 'monitor', 'drills'] as const;
export type Screen = (typeof screens)[number];

export interface Navigation {
  screen: Screen;
  /** A report to show on the drills screen. */
  reportId: string | null;
}

const key = 'tandem.screen';

/** A page that is loaded again opens on the screen that it was on. */
export function createNavigation(tab: Keep) {
  const screen = screens.find((candidate) => candidate === tab.getItem(key)) ?? 'labs';
  const store = createStore<Navigation>(() => ({ screen, reportId: null }));
  store.subscribe((state) => tab.setItem(key, state.screen));
  return store;
}
