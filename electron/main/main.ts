import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { defaultDataFolder } from '../../engine/platform/data-folder.ts';
import { answerRequest, appUrl, schemePrivileges } from './app-scheme.ts';
import { engineEnvironment } from './engine-environment.ts';
import { createEngineHost } from './engine-host.ts';
import { isTrustedSender } from './ipc-sender.ts';
import { menuTemplate } from './menu.ts';
import { confineNavigation, mayDownload } from './navigation-policy.ts';
import { confinePermissions } from './permission-policy.ts';
import { windowOptions } from './window-options.ts';

/** Composes the window: policies first, then the page, and the engine's process when the page asks for it. */

const here = import.meta.dirname;
const { isPackaged } = app;
/** A drill that runs is put back before the engine leaves; its guards on the nodes take half a minute at most. */
const patienceMs = 45_000;

const engine = createEngineHost({
  fork: () => {
    const data = defaultDataFolder(process.env, process.platform);
    const args = ['--version', app.getVersion(), '--data', data];
    const { resourcesPath: resources, platform } = process;
    return utilityProcess.fork(join(here, 'engine.js'), args, {
      env: engineEnvironment(process.env, { isPackaged, resources, platform }),
      serviceName: 'Tandem engine',
      stdio: 'inherit',
    });
  },
  createChannel: () => new MessageChannelMain(),
  startPatience: (onLost) => {
    const timer = setTimeout(onLost, patienceMs);
    return () => clearTimeout(timer);
  },
  report: (text) => console.error(`Tandem: ${text}`),
});

function openWindow(): void {
  const options = { preload: join(here, 'preload.cjs'), isPackaged, isDark: nativeTheme.shouldUseDarkColors };
  const window = new BrowserWindow(windowOptions(options));
  window.once('ready-to-show', () => window.show());
  window.loadURL(appUrl).catch((error: unknown) => console.error('Tandem: the page did not load', error));
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

function whenReady(): void {
  const own = session.defaultSession;
  confinePermissions(own);
  own.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault();
  });
  protocol.handle(schemePrivileges.scheme, (request) => answerRequest(request, join(here, '..', 'renderer')));
  ipcMain.on('tandem:request-port', ({ senderFrame }) => {
    if (!isTrustedSender(senderFrame)) return;
    const port = engine.connect();
    if (port) senderFrame?.postMessage('tandem:port', null, [port]);
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ locale: app.getLocale(), isPackaged })));
  openWindow();
}

/** Windows are closed by then; quitting goes on when the engine has put things back. */
function holdQuitForEngine(): void {
  let isStopped = false;
  app.on('will-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    void engine.stop().then(() => {
      isStopped = true;
      app.quit();
    });
  });
}

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([schemePrivileges]);
  app.on('web-contents-created', (_event, contents) =>
    confineNavigation(contents, (url) => void shell.openExternal(url)),
  );
  app.on('second-instance', showWindow);
  app.on('window-all-closed', () => app.quit());
  holdQuitForEngine();
  void app.whenReady().then(whenReady);
} else {
  app.quit();
}
