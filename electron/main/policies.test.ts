import { describe, expect, it, vi } from 'vitest';
import { engineEnvironment } from './engine-environment.ts';
import { isEngineMessage } from './engine-messages.ts';
import { isTrustedSender, type SenderFrame } from './ipc-sender.ts';
import { menuTemplate } from './menu.ts';
import { answerWindowOpen, externalUrl, mayDownload } from './navigation-policy.ts';
import { mayUse } from './permission-policy.ts';
import { windowOptions } from './window-options.ts';

const own = 'tandem://app/index.html';
const page: SenderFrame = { url: own, parent: null };

describe('isTrustedSender', () => {
  it.each<[string, SenderFrame | null, boolean]>([
    ['the page itself', page, true],
    ['a frame that is gone', null, false],
    ['an iframe of the own origin', { url: own, parent: page }, false],
    ['another page', { url: 'https://example.com/', parent: null }, false],
    ['another host of the scheme', { url: 'tandem://evil/', parent: null }, false],
    ['an address that only contains the own one', { url: `https://e.com/?${own}`, parent: null }, false],
    ['a frame without an address', { url: '', parent: null }, false],
    ['about:blank', { url: 'about:blank', parent: null }, false],
  ])('%s', (_who, frame, expected) => expect(isTrustedSender(frame)).toBe(expected));
});

describe('externalUrl', () => {
  it.each([
    ['https://www.rfc-editor.org/rfc/rfc9568', 'https://www.rfc-editor.org/rfc/rfc9568'],
    [
      'https://datatracker.ietf.org/doc/html/rfc9568#section-6',
      'https://datatracker.ietf.org/doc/html/rfc9568#section-6',
    ],
    ['http://www.rfc-editor.org/', null],
    ['https://www.rfc-editor.org:8443/', null],
    ['https://user:secret@www.rfc-editor.org/', null],
    ['https://www.rfc-editor.org.example.com/', null],
    ['https://example.com/?https://www.rfc-editor.org/', null],
    ['https://www.rfc-editor.org@example.com/', null],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    ['smb://www.rfc-editor.org/share', null],
    ['//www.rfc-editor.org/', null],
    ['', null],
  ])('%s: %s', (url, expected) => expect(externalUrl(url)).toBe(expected));
});

describe('answerWindowOpen', () => {
  it('opens no window; a known site goes to the browser of the system', () => {
    const open = vi.fn();
    expect(answerWindowOpen('https://www.keepalived.org/', open)).toEqual({ action: 'deny' });
    expect(answerWindowOpen('https://example.com/', open)).toEqual({ action: 'deny' });
    expect(answerWindowOpen(own, open)).toEqual({ action: 'deny' });
    expect(open.mock.calls).toEqual([['https://www.keepalived.org/']]);
  });
});

describe('mayDownload', () => {
  it.each([
    ['blob:tandem://app/4be0a0c4-6f0f-4a7a-8c0b-5d4f6d5a0000', true],
    ['blob:https://example.com/0', false],
    ['blob:null/0', false],
    ['tandem://app/index.html', false],
    ['https://example.com/x.exe', false],
    ['data:text/plain,hello', false],
  ])('%s: %s', (url, expected) => expect(mayDownload(url)).toBe(expected));
});

describe('mayUse', () => {
  it.each([
    ['clipboard-sanitized-write', own, true],
    ['clipboard-sanitized-write', 'tandem://app', true],
    ['clipboard-sanitized-write', 'https://example.com/', false],
    ['clipboard-sanitized-write', '', false],
    ['clipboard-read', own, false],
    ['media', own, false],
    ['notifications', own, false],
    ['openExternal', own, false],
    ['fileSystem', own, false],
    ['usb', own, false],
  ])('%s for %s: %s', (permission, requester, expected) =>
    expect(mayUse(permission, requester)).toBe(expected),
  );
});

describe('windowOptions', () => {
  it('says everything that keeps the page a page', () => {
    const { webPreferences, ...frame } = windowOptions({ preload: '/p.cjs', isPackaged: true, isDark: true });
    expect(webPreferences).toEqual({
      preload: '/p.cjs',
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
      devTools: false,
    });
    expect(frame).toMatchObject({ title: 'Tandem', show: false });
  });

  it('has developer tools only in a checkout', () => {
    const options = windowOptions({ preload: '/p.cjs', isPackaged: false, isDark: false });
    expect(options.webPreferences?.devTools).toBe(true);
  });
});

describe('menuTemplate', () => {
  const roles = (locale: string, isPackaged: boolean) =>
    menuTemplate({ locale, isPackaged }).flatMap((entry) =>
      Array.isArray(entry.submenu) ? entry.submenu.map((item) => item.role) : [],
    );
  it('has developer tools only in a checkout', () => {
    expect(roles('en-US', false)).toContain('toggleDevTools');
    expect(roles('en-US', true)).not.toContain('toggleDevTools');
  });
  it('speaks Chinese where the system does', () => {
    expect(menuTemplate({ locale: 'zh-CN', isPackaged: true })[1]?.label).toBe('编辑');
    expect(menuTemplate({ locale: 'de', isPackaged: true })[1]?.label).toBe('Edit');
  });
});

describe('engineEnvironment', () => {
  const env = {
    HOME: '/home/a',
    NODE_OPTIONS: '--require /tmp/x.js',
    ELECTRON_RUN_AS_NODE: '1',
    TANDEM_TAP: '/tmp/tap',
    TANDEM_NODE: '/usr/bin/node',
    TANDEM_AGENT_ARCHIVES: '/tmp/agent',
  };
  it('names only what came with the installation', () => {
    const installed = { isPackaged: true, resources: '/opt/Tandem/resources', platform: 'linux' } as const;
    expect(engineEnvironment(env, installed)).toEqual({
      HOME: '/home/a',
      TANDEM_AGENT_ARCHIVES: '/opt/Tandem/resources/agent',
      TANDEM_TAP: '/opt/Tandem/resources/tap/tandem-tap',
    });
  });
  it('has no tap where there is none to install', () => {
    const installed = { isPackaged: true, resources: '/R', platform: 'darwin' } as const;
    expect(engineEnvironment(env, installed)).toEqual({ HOME: '/home/a', TANDEM_AGENT_ARCHIVES: '/R/agent' });
  });
  it('leaves a checkout its own choices', () => {
    const checkout = { isPackaged: false, resources: '/R', platform: 'linux' } as const;
    const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _asNode, ...kept } = env;
    expect(engineEnvironment(env, checkout)).toEqual(kept);
  });
});

describe('isEngineMessage', () => {
  it.each([
    [{ type: 'connect' }, true],
    [{ type: 'stop' }, true],
    [{ type: 'eval' }, false],
    [{}, false],
    [null, false],
    ['stop', false],
  ])('%j: %s', (value, expected) => expect(isEngineMessage(value)).toBe(expected));
});
