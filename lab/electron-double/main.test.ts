import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DownloadItem, HandlerDetails, WebContents } from 'electron';
import ssh2 from 'ssh2';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { appUrl, schemePrivileges } from '../../electron/main/app-scheme.ts';
import { messagePort } from '../../electron/main/message-port.ts';
import { windowOptions } from '../../electron/main/window-options.ts';
import { generateKeyPair } from '../../engine/ssh/testing/generate-key.ts';
import { contractVersion } from '../../protocol/contract/contract.ts';
import { type Client, createClient } from '../../protocol/rpc/client.ts';
import type { DoubleOptions, ElectronDouble } from './double-types.ts';
import { createElectronDouble, fakeEvent } from './electron-double.ts';
import { built, loadMain } from './load-main.ts';
import { openPage, type Page } from './page.ts';

const root = join(import.meta.dirname, '..', '..');
const ownFrame = { url: appUrl, parent: null };
let home: string;
let double: ElectronDouble;

beforeAll(() => {
  const build = spawnSync(process.execPath, [join(root, 'scripts', 'build-electron.ts')], {
    encoding: 'utf8',
  });
  expect(build.stderr + build.stdout).toBe('');
  expect(build.status).toBe(0);
});

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue();
  home = mkdtempSync(join(tmpdir(), 'tandem-window-'));
  vi.stubEnv('XDG_DATA_HOME', home);
  vi.stubEnv('APPDATA', home);
});

afterEach(async () => {
  for (const engine of double.engines) engine.kill();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

async function start(options: DoubleOptions = {}): Promise<void> {
  double = createElectronDouble(options);
  await loadMain(double);
  await double.becomeReady();
}

function requestPort(page: Page): void {
  const { requestPort } = page.exposed.tandem ?? {};
  if (typeof requestPort !== 'function') throw new Error('the preload exposed no requestPort');
  requestPort();
}

/** The handshake of the page: bridge, port, greeting. */
async function connect(page: Page): Promise<Client> {
  requestPort(page);
  const message = await page.nextMessage();
  expect(message.data).toBe('tandem:port');
  const [port] = message.ports;
  if (!port) throw new Error('the message carried no port');
  const client = createClient(messagePort(port));
  await client.ready;
  return client;
}

describe('main', () => {
  it('sandboxes everything and registers its scheme before Electron is ready', async () => {
    double = createElectronDouble();
    await loadMain(double);
    expect(double.calls).toEqual([
      { name: 'app.requestSingleInstanceLock', args: [] },
      { name: 'app.enableSandbox', args: [] },
      { name: 'protocol.registerSchemesAsPrivileged', args: [[schemePrivileges]] },
      { name: 'app.whenReady', args: [] },
    ]);
  });

  it('leaves when another instance runs', async () => {
    await start({ hasLock: false });
    expect(double.calls.map((call) => call.name)).toEqual(['app.requestSingleInstanceLock', 'app.quit']);
  });

  it.each([true, false])('opens one hardened window on its own page (packaged: %s)', async (isPackaged) => {
    await start({ isPackaged });
    const options = windowOptions({ preload: join(built, 'preload.cjs'), isPackaged, isDark: true });
    expect(double.named('new BrowserWindow')).toEqual([{ name: 'new BrowserWindow', args: [options] }]);
    expect(double.named('window.loadURL')).toEqual([{ name: 'window.loadURL', args: [appUrl] }]);
    expect(double.named('window.show')).toEqual([]);
    double.windows[0]?.emit('ready-to-show');
    expect(double.named('window.show')).toHaveLength(1);
  });

  it('starts no engine until the page asks', async () => {
    await start();
    expect(double.engines).toEqual([]);
  });

  it('brings the window forward when somebody starts it again', async () => {
    await start();
    const [window] = double.windows;
    if (window) window.minimized = true;
    double.electron.app.emit('second-instance');
    expect(double.calls.slice(-2).map((call) => call.name)).toEqual(['window.restore', 'window.focus']);
  });
});

describe('policies, as main installs them', () => {
  beforeEach(() => start());

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'prevents %s',
    (name) => {
      const event = fakeEvent();
      double.windows[0]?.webContents.emit(name, event, 'https://example.com/');
      expect(event.defaultPrevented).toBe(true);
    },
  );

  it('opens no second window', () => {
    const details = { url: 'https://www.rfc-editor.org/rfc/rfc9568' } as HandlerDetails;
    expect(double.captured.windowOpen?.(details)).toEqual({ action: 'deny' });
    expect(double.named('shell.openExternal')).toEqual([
      { name: 'shell.openExternal', args: ['https://www.rfc-editor.org/rfc/rfc9568'] },
    ]);
  });

  it('denies permissions: the request, the silent check and devices', () => {
    const contents = null as unknown as WebContents;
    const decide = vi.fn();
    const request = { requestingUrl: appUrl, isMainFrame: true };
    double.captured.permissionRequest?.(contents, 'media', decide, request);
    double.captured.permissionRequest?.(contents, 'geolocation', decide, request);
    double.captured.permissionRequest?.(contents, 'clipboard-sanitized-write', decide, {
      ...request,
      isMainFrame: false,
    });
    expect(decide.mock.calls).toEqual([[false], [false], [false]]);
    const check = { requestingUrl: appUrl, isMainFrame: true };
    expect(double.captured.permissionCheck?.(contents, 'media', appUrl, check as never)).toBe(false);
    expect(double.captured.device?.({} as never)).toBe(false);
  });

  it('lets the page copy text, and nobody else', () => {
    const decide = vi.fn();
    const contents = null as unknown as WebContents;
    for (const requestingUrl of [appUrl, 'https://example.com/'])
      double.captured.permissionRequest?.(contents, 'clipboard-sanitized-write', decide, {
        requestingUrl,
        isMainFrame: true,
      });
    expect(decide.mock.calls).toEqual([[true], [false]]);
  });

  it.each([
    ['blob:tandem://app/1', false],
    ['https://example.com/x.exe', true],
  ])('download of %s prevented: %s', (url, prevented) => {
    const event = fakeEvent();
    const item = { getURL: () => url } as DownloadItem;
    double.electron.session.defaultSession.emit('will-download', event, item);
    expect(event.defaultPrevented).toBe(prevented);
  });

  it.each([
    ['POST', appUrl, 405],
    ['GET', 'tandem://evil/', 403],
    ['GET', `${appUrl}%2e%2e/electron/main.js`, 404],
    ['GET', `${appUrl}..%2felectron%2fmain.js`, 404],
  ])('answers %s %s with %i', async (method, url, status) => {
    const response = await double.captured.protocol?.({ method, url } as Request);
    expect(response?.status).toBe(status);
  });

  it.each([
    ['an iframe', { url: appUrl, parent: ownFrame }],
    ['another page', { url: 'https://example.com/', parent: null }],
    ['another host of the scheme', { url: 'tandem://evil/', parent: null }],
  ])('gives no port to %s', (_who, frame) => {
    requestPort(openPage(double, frame));
    expect(double.engines).toEqual([]);
  });

  it('gives no port to a frame that is gone', () => {
    double.electron.ipcMain.emit('tandem:request-port', { senderFrame: null });
    expect(double.engines).toEqual([]);
  });
});

describe('preload', () => {
  it('exposes one way to ask for a port, and nothing of Electron', async () => {
    await start();
    const page = openPage(double, ownFrame);
    expect(Object.keys(page.exposed)).toEqual(['tandem']);
    expect(page.exposed.tandem).toEqual({ shell: 'electron', requestPort: expect.any(Function) });
    expect(page.required).toEqual(['electron']);
  });
});

describe('from the page to the engine', () => {
  it('answers a call through preload, main, utility process and message port', async () => {
    await start();
    const client = await connect(openPage(double, ownFrame));
    expect(await client.call('system.info', {})).toMatchObject({
      version: '1.2.3',
      contract: contractVersion,
      shell: 'electron',
      platform: process.platform,
    });
    const [fork] = double.named('utilityProcess.fork');
    expect(fork?.args[0]).toBe(join(built, 'engine.js'));
  });

  it('serves two pages with one engine', async () => {
    await start();
    const clients = await Promise.all([ownFrame, ownFrame].map((frame) => connect(openPage(double, frame))));
    const answers = await Promise.all(clients.map((client) => client.call('labs.list', {})));
    expect(answers).toEqual([[], []]);
    expect(double.engines).toHaveLength(1);
  });

  it('reads the keys of an SSH server without the native parts of ssh2', async () => {
    const { private: hostKey } = generateKeyPair('ed25519');
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (peer) => peer.on('error', () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await start();
      const client = await connect(openPage(double, ownFrame));
      const { port } = server.address() as { port: number };
      const keys = await client.call('trust.keys', { host: '127.0.0.1', port });
      expect(keys).toMatchObject([{ type: 'ssh-ed25519', trust: 'new' }]);
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });

  it('shows a crash of the engine as a closed port, and starts another for the next request', async () => {
    await start();
    const page = openPage(double, ownFrame);
    const client = await connect(page);
    const ended = Promise.withResolvers<unknown>();
    client.open('practice.watch', {}, { onItem: () => undefined, onEnd: ended.resolve });
    const [engine] = double.engines;
    if (!engine) throw new Error('no engine');
    const exit = once(engine, 'exit');
    engine.kill();
    expect(await ended.promise).toMatchObject({ code: 'server.disconnected' });
    await exit;
    expect(console.error).toHaveBeenCalledWith("Tandem: the engine's process ended with status 1");
    const next = await connect(page);
    expect(await next.call('labs.list', {})).toEqual([]);
    expect(double.engines).toHaveLength(2);
  });

  it('tells the page why the engine could not start', async () => {
    rmSync(home, { recursive: true });
    writeFileSync(home, 'a file where a folder should be');
    await start();
    await expect(connect(openPage(double, ownFrame))).rejects.toMatchObject({
      problem: { code: 'data.unusable', cause: expect.stringContaining(home) },
    });
  });
});

describe('quitting', () => {
  it('waits until the engine has put things back', async () => {
    await start();
    await connect(openPage(double, ownFrame));
    const [engine] = double.engines;
    if (!engine) throw new Error('no engine');
    const exit = once(engine, 'exit');
    double.electron.app.emit('window-all-closed');
    expect(double.named('app.quit')).toHaveLength(1);
    await double.ended;
    expect(await exit).toEqual([0]);
    expect(double.named('app.quit')).toHaveLength(2);
  });

  it('quits at once where no engine was started', async () => {
    await start();
    double.electron.app.emit('window-all-closed');
    await double.ended;
  });
});
