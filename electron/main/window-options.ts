import type { BrowserWindowConstructorOptions } from 'electron';

/** The page's colours before it has painted, so that the window does not flash. */
const background = { dark: '#0b1015', light: '#f6f8fa' };

export interface WindowSurroundings {
  preload: string;
  isPackaged: boolean;
  isDark: boolean;
}

/** Everything that keeps the page a page is said here once, also where it is Electron's default. */
export function windowOptions(surroundings: WindowSurroundings): BrowserWindowConstructorOptions {
  return {
    title: 'Tandem',
    width: 1320,
    height: 860,
    minWidth: 900,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: surroundings.isDark ? background.dark : background.light,
    webPreferences: {
      preload: surroundings.preload,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: !surroundings.isPackaged,
    },
  };
}
