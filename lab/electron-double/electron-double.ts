import { EventEmitter } from 'node:events';
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CustomScheme,
  Event,
  ForkOptions,
  HandlerDetails,
  Menu,
  MenuItemConstructorOptions,
  Protocol,
  Session,
  Shell,
  WebContents,
  WindowOpenHandlerResponse,
} from 'electron';
import type {
  Call,
  Captured,
  CheckHandler,
  DeviceHandler,
  DoubleOptions,
  ElectronDouble,
  ProtocolHandler,
  RequestHandler,
  WindowDouble,
} from './double-types.ts';
import { MessageChannelDouble } from './message-channel.ts';
import { UtilityProcessDouble } from './utility-process.ts';

/** A preventable event, as Electron's own. */
export function fakeEvent(): Pick<Event, 'preventDefault' | 'defaultPrevented'> {
  let defaultPrevented = false;
  return {
    preventDefault: () => {
      defaultPrevented = true;
    },
    get defaultPrevented() {
      return defaultPrevented;
    },
  };
}

/** Arguments cross a process boundary in Electron: what cannot be cloned throws here too, functions stay behind. */
function cloned(value: unknown): unknown {
  if (typeof value === 'function') return '[function]';
  if (Array.isArray(value)) return value.map(cloned);
  return structuredClone(value);
}

/**
 * The part of Electron that Tandem's main uses, with Electron's own types. It records what it was asked, in order; it
 * draws nothing and confines nothing, so it shows what main asks of Electron and not what Electron makes of it.
 */
export function createElectronDouble({
  isPackaged = false,
  hasLock = true,
}: DoubleOptions = {}): ElectronDouble {
  const calls: Call[] = [];
  const record = (name: string, ...args: unknown[]) => void calls.push({ name, args: args.map(cloned) });
  const captured: Captured = {
    permissionRequest: null,
    permissionCheck: null,
    device: null,
    protocol: null,
    windowOpen: null,
  };
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const engines: UtilityProcessDouble[] = [];
  const windows: WindowDouble[] = [];

  const app = Object.assign(new EventEmitter(), {
    isPackaged,
    enableSandbox: () => record('app.enableSandbox'),
    getLocale: () => 'en-US',
    getVersion: () => '1.2.3',
    quit: () => {
      record('app.quit');
      const event = fakeEvent();
      app.emit('will-quit', event);
      if (!event.defaultPrevented) ended.resolve();
    },
    requestSingleInstanceLock: () => {
      record('app.requestSingleInstanceLock');
      return hasLock;
    },
    whenReady: () => {
      record('app.whenReady');
      return ready.promise;
    },
  }) satisfies Pick<
    App,
    | 'isPackaged'
    | 'enableSandbox'
    | 'getLocale'
    | 'getVersion'
    | 'quit'
    | 'requestSingleInstanceLock'
    | 'whenReady'
  >;

  const defaultSession = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: RequestHandler) => {
      captured.permissionRequest = handler;
    },
    setPermissionCheckHandler: (handler: CheckHandler) => {
      captured.permissionCheck = handler;
    },
    setDevicePermissionHandler: (handler: DeviceHandler) => {
      captured.device = handler;
    },
  }) satisfies Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >;

  const protocol = {
    handle: (scheme: string, handler: ProtocolHandler) => {
      record('protocol.handle', scheme);
      captured.protocol = handler;
    },
    registerSchemesAsPrivileged: (schemes: CustomScheme[]) =>
      record('protocol.registerSchemesAsPrivileged', schemes),
  } satisfies Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'>;

  const shell = {
    openExternal: async (url: string) => record('shell.openExternal', url),
  } satisfies Pick<Shell, 'openExternal'>;

  class BrowserWindowDouble
    extends EventEmitter
    implements Pick<BrowserWindow, 'show' | 'focus' | 'restore' | 'isMinimized' | 'loadURL'>
  {
    static getAllWindows = () => windows;
    readonly webContents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: (details: HandlerDetails) => WindowOpenHandlerResponse) => {
        captured.windowOpen = handler;
      },
    }) satisfies Pick<WebContents, 'setWindowOpenHandler'>;
    minimized = false;

    constructor(options: BrowserWindowConstructorOptions) {
      super();
      record('new BrowserWindow', options);
      windows.push(this);
      app.emit('web-contents-created', fakeEvent(), this.webContents);
    }
    show = () => record('window.show');
    focus = () => record('window.focus');
    restore = () => record('window.restore');
    isMinimized = () => this.minimized;
    loadURL = async (url: string) => record('window.loadURL', url);
  }

  const electron = {
    app,
    protocol,
    shell,
    session: { defaultSession },
    ipcMain: new EventEmitter(),
    nativeTheme: { shouldUseDarkColors: true },
    BrowserWindow: BrowserWindowDouble,
    MessageChannelMain: MessageChannelDouble,
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: unknown) => record('Menu.setApplicationMenu', menu),
    } satisfies Record<keyof Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>, unknown>,
    utilityProcess: {
      fork: (modulePath: string, args?: string[], options?: ForkOptions) => {
        record('utilityProcess.fork', modulePath, args, options);
        const engine = new UtilityProcessDouble(modulePath, args, options);
        engines.push(engine);
        return engine;
      },
    },
  };

  return {
    electron,
    calls,
    captured,
    windows,
    engines,
    becomeReady: async () => {
      ready.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
    ended: ended.promise,
    named: (name) => calls.filter((call) => call.name === name),
  };
}
