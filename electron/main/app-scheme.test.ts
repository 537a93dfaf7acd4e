import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../engine/shell/content-security-policy.ts';
import { answerRequest, appUrl, isOwnUrl, schemePrivileges } from './app-scheme.ts';

describe('isOwnUrl', () => {
  it.each([
    ['tandem://app/', true],
    ['tandem://app/index.html#/labs', true],
    ['TANDEM://app/', true],
    ['tandem://app', true],
    ['tandem://app.example.com/', false],
    ['tandem://example.com/tandem://app/', false],
    ['tandem://user@app/', false],
    ['tandem://app:8080/', false],
    ['tandem:app/', false],
    ['tandem-app://app/', false],
    ['https://app/', false],
    ['file:///etc/passwd', false],
    ['about:blank', false],
    ['data:text/html,hello', false],
    ['blob:tandem://app/0', false],
    ['', false],
  ])('%s: %s', (url, expected) => expect(isOwnUrl(url)).toBe(expected));
});

describe('schemePrivileges', () => {
  it('has an origin, is secure, and bypasses nothing', () =>
    expect(schemePrivileges).toEqual({ scheme: 'tandem', privileges: { standard: true, secure: true } }));
});

describe('answerRequest', () => {
  let work: string;
  let folder: string;
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'tandem-scheme-'));
    folder = join(work, 'renderer');
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), '<title>Tandem</title>');
    writeFileSync(join(folder, 'assets', 'main.js'), 'export {};');
    writeFileSync(join(work, 'secret.txt'), 'secret');
    mkdirSync(join(work, 'renderer-other'));
    writeFileSync(join(work, 'renderer-other', 'secret.txt'), 'secret');
  });
  afterAll(() => rmSync(work, { recursive: true }));
  const get = (url: string, method = 'GET') => answerRequest({ method, url }, folder);

  it.each([
    [appUrl, 'text/html; charset=utf-8', '<title>Tandem</title>'],
    [`${appUrl}index.html`, 'text/html; charset=utf-8', '<title>Tandem</title>'],
    [`${appUrl}assets/main.js?v=1`, 'text/javascript; charset=utf-8', 'export {};'],
  ])('serves %s', async (url, type, body) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe(body);
  });

  it.each([
    ['another method', appUrl, 'POST', 405],
    ['HEAD', appUrl, 'HEAD', 405],
    ['another host', 'tandem://evil/index.html', 'GET', 403],
    ['another scheme', 'https://app/index.html', 'GET', 403],
    ['no URL at all', 'index.html', 'GET', 403],
    ['..', 'tandem://app/../secret.txt', 'GET', 404],
    ['%2e%2e', 'tandem://app/%2e%2e/secret.txt', 'GET', 404],
    ['..%2f', 'tandem://app/..%2fsecret.txt', 'GET', 404],
    ['%2e%2e%2f', 'tandem://app/%2e%2e%2fsecret.txt', 'GET', 404],
    ['a double encoding', 'tandem://app/%252e%252e%252fsecret.txt', 'GET', 404],
    ['a backslash', 'tandem://app/..%5csecret.txt', 'GET', 404],
    ['a neighbour with the same beginning', 'tandem://app/..%2frenderer-other%2fsecret.txt', 'GET', 404],
    ['a null byte', 'tandem://app/index.html%00.js', 'GET', 404],
    ['a broken escape', 'tandem://app/%E0%A4%A', 'GET', 404],
    ['a folder', 'tandem://app/assets', 'GET', 404],
    ['an absent file', 'tandem://app/none.js', 'GET', 404],
  ])('refuses %s', async (_what, url, method, status) => {
    const response = await get(url, method);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
  });
});
