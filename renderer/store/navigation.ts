import { createStore } from 'zustand/vanilla';

export const screens = ['labs', 'wizard', 'topology', 'monitor', 'drills'] as const;
export type Screen = (typeof screens)[number];

export interface Navigation {
  screen: Screen;
  /** A report to show on the drills screen. */
  reportId: string | null;
}

export const createNavigation = () => createStore<Navigation>(() => ({ screen: 'labs', reportId: null }));
