import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contractVersion } from '../../protocol/contract/contract.ts';
import { findElectron } from '../../scripts/electron-binary.ts';

/** The page's own view of the bridge; the page itself is another project. */
interface BridgedWindow {
  tandem: { shell: string; requestPort(): void };
}

const root = join(import.meta.dirname, '..', '..');
let home: string;
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  const binary = findElectron(root);
  if (binary.path === null) throw new Error(binary.reason);
  home = mkdtempSync(join(tmpdir(), 'tandem-electron-'));
  app = await electron.launch({
    executablePath: binary.path,
    args: [
      root,
      `--user-data-dir=${join(home, 'window')}`,
      ...(process.geteuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env: { ...(process.env as Record<string, string>), XDG_DATA_HOME: home, APPDATA: home },
  });
  page = await app.firstWindow();
  await page.waitForLoadState('load');
});

afterAll(async () => {
  await app?.close();
  if (home) rmSync(home, { recursive: true, force: true });
});

describe('the window', () => {
  it('shows the page from its own scheme', async () => {
    expect(new URL(page.url()).protocol).toBe('tandem:');
    expect(await page.evaluate(() => location.origin)).toBe('tandem://app');
    expect(await page.title()).toContain('Tandem');
    await page.locator('#root > *').first().waitFor();
  });

  it('is one, visible, without developer tools open', async () => {
    const state = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => [
        window.isVisible(),
        window.webContents.isDevToolsOpened(),
      ]),
    );
    expect(state).toEqual([[true, false]]);
  });
});

describe('the page is a page', () => {
  it.each(['require', 'process', 'module', 'Buffer', 'global'])('has no %s', async (name) => {
    expect(await page.evaluate((key) => key in globalThis, name)).toBe(false);
  });

  it('sees two things of Electron', async () => {
    const keys = await page.evaluate(() => Object.keys((window as never as BridgedWindow).tandem));
    expect(keys.toSorted()).toEqual(['requestPort', 'shell']);
  });

  it('cannot run code that is not a file of the app', async () => {
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      return 'inlineRan' in window;
    });
    expect(ran).toBe(false);
    // biome-ignore lint/security/noGlobalEval: that it is refused is the point
    await expect(page.evaluate(() => window.eval('1'))).rejects.toThrow(
      /Content Security Policy|unsafe-eval/,
    );
  });

  it.each(['file:///etc/passwd', 'https://example.com/'])('cannot fetch %s', async (url) => {
    const fetched = await page.evaluate(
      (target) =>
        fetch(target).then(
          () => true,
          () => false,
        ),
      url,
    );
    expect(fetched).toBe(false);
  });

  it('opens no window', async () => {
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    expect(app.windows()).toHaveLength(1);
  });

  it.each(['https://example.com/', 'file:///etc/passwd', 'tandem://evil/'])(
    'stays when told to go to %s',
    async (url) => {
      const before = page.url();
      await page.evaluate((target) => location.assign(target), url);
      // A call of the page answers only in the document that is still there.
      expect(await page.evaluate(() => location.href)).toBe(before);
    },
  );

  it.each(['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'])(
    'is denied %s',
    async (name) => {
      const state = await page.evaluate(
        async (permission) =>
          (await navigator.permissions.query({ name: permission as PermissionName })).state,
        name,
      );
      expect(state).toBe('denied');
    },
  );

  it('gives an iframe neither the bridge nor a document', async () => {
    const has = await page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const found = frame.contentWindow !== null && 'tandem' in frame.contentWindow;
      frame.remove();
      return found;
    });
    expect(has).toBe(false);
  });
});

/** Asks for a port, greets the engine, and tells the kind of its answer; then, if wanted, waits for the port's close. */
function greet(version: number): Promise<string> {
  return page.evaluate(
    (contract) =>
      new Promise<string>((resolve) => {
        window.addEventListener('message', function receive(event) {
          const [port] = event.ports;
          if (event.data !== 'tandem:port' || !port) return;
          window.removeEventListener('message', receive);
          port.onmessage = ({ data }) => resolve(data.kind);
          port.addEventListener('close', () => {
            document.body.dataset.enginePort = 'closed';
          });
          port.postMessage({ kind: 'hello', version: contract });
        });
        (window as never as BridgedWindow).tandem.requestPort();
      }),
    version,
  );
}

describe('the engine', () => {
  it('answers through the port that the page asked for', async () => {
    expect(await greet(contractVersion)).toBe('welcome');
  });

  it('closes the port when its process dies, and is there again for the next who asks', async () => {
    await greet(contractVersion);
    const pid = await app.evaluate(
      ({ app: running }) => running.getAppMetrics().find((process) => process.name === 'Tandem engine')?.pid,
    );
    if (pid === undefined) throw new Error('there is no process of the name "Tandem engine"');
    process.kill(pid, 'SIGKILL');
    await page.waitForFunction(() => document.body.dataset.enginePort === 'closed');
    expect(await greet(contractVersion)).toBe('welcome');
  });
});
