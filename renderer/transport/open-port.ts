import type { Port } from '../../protocol/rpc/port.ts';
import { openBrowserPort, realPage } from './browser-port.ts';
import { openElectronPort } from './electron-port.ts';

/** Electron's preload announces itself on the window; everywhere else this is a page of the headless server. */
export function openPort(): Promise<Port> {
  return window.tandem ? openElectronPort(window.tandem) : openBrowserPort(realPage);
}
