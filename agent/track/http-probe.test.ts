import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { httpProbe } from './http-probe.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
}

const never = new AbortController().signal;
const wanted = { status: [200], verifyCertificate: false };

describe('httpProbe', () => {
  it('sends one GET on a connection of its own', async () => {
    let seen = '';
    const url = await serve((request, response) => {
      seen = `${request.method} ${request.url} ${request.headers.connection}`;
      response.end('fine');
    });
    expect(await httpProbe({ ...wanted, url: `${url}health?x=1` })(never)).toEqual({
      ok: true,
      detail: 'status 200',
    });
    expect(seen).toBe('GET /health?x=1 close');
  });

  it('takes a redirect as the answer that it is', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const refused = await httpProbe({ ...wanted, url })(never);
    expect(refused).toEqual({ ok: false, detail: 'status 302, wanted 200' });
    expect((await httpProbe({ ...wanted, url, status: [200, 302] })(never)).ok).toBe(true);
    expect(requests).toBe(2);
  });

  it('finds a text that two chunks share', async () => {
    const url = await serve((_, response) => {
      response.write('<p>all is we');
      setImmediate(() => response.write('ll</p>'));
      // The page does not end.
    });
    const result = await httpProbe({ ...wanted, url, contains: 'all is well' })(never);
    expect(result).toEqual({ ok: true, detail: 'status 200, text found' });
  });

  it('misses a text that is not there, or that comes too late', async () => {
    const url = await serve((_, response) => response.end(`${'x'.repeat(64 * 1024)}all is well`));
    const late = await httpProbe({ ...wanted, url, contains: 'all is well' })(never);
    expect(late).toEqual({ ok: false, detail: 'status 200, but not the text that was wanted' });
    expect((await httpProbe({ ...wanted, url, contains: 'xxx' })(never)).ok).toBe(true);
  });

  it('does not take half a page for a page without the text', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    });
    const result = await httpProbe({ ...wanted, url, contains: 'all is well' })(never);
    expect(result.ok).toBe(false);
    expect(result.detail).not.toContain('status 200, but');
  });

  it('is bad when it is aborted, and when nobody answers', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort(new Error('no answer within 100 ms')));
    const aborted = await httpProbe({ ...wanted, url })(controller.signal);
    expect(aborted).toEqual({ ok: false, detail: 'no answer within 100 ms' });
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    expect((await httpProbe({ ...wanted, url })(never)).detail).toContain('ECONNREFUSED');
  });

  it('is bad where the answer is not HTTP', async () => {
    const url = await serve((request) => request.socket.end('SSH-2.0-OpenSSH\r\n'));
    expect((await httpProbe({ ...wanted, url })(never)).ok).toBe(false);
  });
});
