import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as netConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createEngine, type Engine } from '../engine.ts';
import { type RunningServer, startServer } from './server.ts';
import { resolveStatic } from './static-files.ts';

let folder: string;
let engine: Engine;
let server: RunningServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-server-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Tandem</title>');
  engine = createEngine({
    dataFolder: join(folder, 'data'),
    shell: 'server',
    version: 'test',
    env: {},
    platform: 'linux',
    uid: 1000,
  });
  server = await startServer(engine, folder, 0);
});
afterEach(async () => {
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const origin = () => new URL(server.url).origin;
const token = () => new URL(server.url).hash.slice('#token='.length);

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const own = request(`${origin()}${path}`, options, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    own.on('error', reject);
    own.end();
  });
}

async function redeem(): Promise<string> {
  const { headers } = await ask('/session', { method: 'POST', headers: { 'x-tandem-token': token() } });
  return String((headers['set-cookie'] as string[])[0]).split(';')[0] ?? '';
}

function connect(headers: Record<string, string>): Promise<'open' | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin().replace('http', 'ws')}/rpc`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (own, response) => {
      own.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
  });
}

describe('a browser without the token', () => {
  it('gets a Problem and no session', async () => {
    const answer = await ask('/session');
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ problem: { code: 'server.token-rejected' } });
    expect((await ask('/session', { method: 'POST', headers: { 'x-tandem-token': 'guess' } })).status).toBe(
      401,
    );
    expect(await connect({ origin: origin() })).toBe(401);
  });
});

describe('a rude client', () => {
  it('that resets the connection in the middle of an upgrade does not end the engine', async () => {
    const { hostname, port } = new URL(server.url);
    for (let round = 0; round < 20; round++) {
      const socket = netConnect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write('GET /rpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    expect((await ask('/')).status).toBe(200);
  });

  it('that sends more than the limit is hung up on, and nobody else', async () => {
    const cookie = await redeem();
    const socket = new WebSocket(`${origin().replace('http', 'ws')}/rpc`, {
      headers: { cookie, origin: origin() },
    });
    await once(socket, 'open');
    socket.send('x'.repeat(2 * 1024 * 1024));
    await once(socket, 'close');
    expect(await connect({ origin: origin(), cookie })).toBe('open');
  });
});

describe('the token', () => {
  it('is good for one browser, whose cookie then opens the socket', async () => {
    const cookie = await redeem();
    expect(await connect({ origin: origin(), cookie })).toBe('open');
    expect((await ask('/session', { headers: { cookie } })).status).toBe(204);
    expect((await ask('/session', { method: 'POST', headers: { 'x-tandem-token': token() } })).status).toBe(
      401,
    );
  });

  it('lets a browser back in that was closed meanwhile, with the address that is spent', async () => {
    const spent = { 'x-tandem-token': token() };
    const { headers } = await ask('/session', { method: 'POST', headers: spent });
    const [set = ''] = headers['set-cookie'] as string[];
    expect(set).toMatch(/Max-Age=\d{4,}/);
    const cookie = set.split(';')[0] ?? '';
    expect((await ask('/session', { method: 'POST', headers: { ...spent, cookie } })).status).toBe(204);
  });

  it('can be had anew for one more browser; the one before is worthless then', async () => {
    const first = token();
    const second = new URL(server.freshUrl()).hash.replace('#token=', '');
    const statusOf = async (offered: string) =>
      (await ask('/session', { method: 'POST', headers: { 'x-tandem-token': offered } })).status;
    expect(await statusOf(first)).toBe(401);
    expect(await statusOf(second)).toBe(204);
    expect(await statusOf(second)).toBe(401);
  });

  it('does not help another page or another name for this machine', async () => {
    const cookie = await redeem();
    expect(await connect({ origin: 'http://evil.example', cookie })).toBe(401);
    expect(await connect({ cookie })).toBe(401);
    expect((await ask('/session', { headers: { cookie, host: 'evil.example' } })).status).toBe(401);
  });
});

describe('files', () => {
  it('carry a strict Content-Security-Policy', async () => {
    const { status, headers } = await ask('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
  });

  it.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/%00', '/%zz', '/a\\..\\b'])(
    '%s stays inside the folder',
    (path) => {
      expect(resolveStatic('/srv/page', path) ?? '/srv/page/x').toMatch(/^\/srv\/page\//);
    },
  );
});
