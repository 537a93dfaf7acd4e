import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { tcpProbe } from './tcp-probe.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(host: string): Promise<number> {
  const server = createServer();
  open.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const never = new AbortController().signal;

describe('tcpProbe', () => {
  it.each(['127.0.0.1', '::1', 'localhost'])('is good where %s accepts', async (host) => {
    const port = await listen(host);
    expect(await tcpProbe({ host, port })(never)).toEqual({
      ok: true,
      detail: `connected to ${host} port ${port}`,
    });
  });

  it('says why a connection was refused', async () => {
    const port = await listen('127.0.0.1');
    open.splice(0)[0]?.close();
    const result = await tcpProbe({ host: '127.0.0.1', port })(never);
    expect(result).toEqual({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
  });

  it('gives up when it is aborted, and closes its socket', async () => {
    const socket = new Socket();
    const controller = new AbortController();
    const answer = tcpProbe({ host: '192.0.2.1', port: 9 }, () => socket)(controller.signal);
    controller.abort(new Error('no answer within 50 ms'));
    expect(await answer).toEqual({ ok: false, detail: 'no answer within 50 ms' });
    expect(socket.destroyed).toBe(true);
  });

  it('does not throw where the system does', async () => {
    const probe = tcpProbe({ host: '127.0.0.1', port: 1 }, () => {
      throw new Error('too many open files');
    });
    expect(await probe(never)).toEqual({ ok: false, detail: 'too many open files' });
  });
});
