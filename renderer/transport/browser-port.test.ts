import { expect, test, vi } from 'vitest';
import type { ProblemError } from '../../protocol/contract/problem.ts';
import { openBrowserPort, type Page } from './browser-port.ts';

class FakeSocket extends EventTarget {
  readyState: number = WebSocket.CONNECTING;
  readonly sent: string[] = [];
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = WebSocket.CLOSED;
    this.dispatchEvent(new Event('close'));
  }
  open() {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }
}

function page(hash: string, status: number, body: unknown = null) {
  const socket = new FakeSocket();
  const fetched = vi.fn(async () => new Response(body === null ? null : JSON.stringify(body), { status }));
  const forgetHash = vi.fn();
  const double: Page = {
    hash: () => hash,
    forgetHash,
    socketUrl: () => 'ws://127.0.0.1:1/rpc',
    fetch: fetched,
    openSocket: () => {
      setTimeout(() => socket.open());
      return socket as unknown as WebSocket;
    },
  };
  return { double, socket, fetched, forgetHash };
}

const codeOf = (error: ProblemError) => error.problem.code;

test('the token is exchanged once for a cookie and then leaves the address', async () => {
  const { double, fetched, forgetHash, socket } = page('#token=abc', 204);
  const port = await openBrowserPort(double);
  expect(fetched).toHaveBeenCalledWith('/session', { method: 'POST', headers: { 'X-Tandem-Token': 'abc' } });
  expect(forgetHash).toHaveBeenCalledOnce();
  port.send({ kind: 'hello' });
  expect(socket.sent).toEqual(['{"kind":"hello"}']);
});

test('without a token the cookie has to do', async () => {
  const { double, fetched, forgetHash } = page('', 204);
  await openBrowserPort(double);
  expect(fetched).toHaveBeenCalledWith('/session');
  expect(forgetHash).not.toHaveBeenCalled();
});

test('a refusal keeps the address as it is and says why', async () => {
  const { double, forgetHash } = page('#token=old', 401, { nonsense: true });
  expect(await openBrowserPort(double).catch(codeOf)).toBe('server.token-rejected');
  expect(forgetHash).not.toHaveBeenCalled();
});

test('a server that is away is a lost connection, not a refusal', async () => {
  const { double } = page('', 204);
  double.fetch = async () => {
    throw new TypeError('Failed to fetch');
  };
  expect(await openBrowserPort(double).catch(codeOf)).toBe('server.disconnected');
});

test('messages arrive parsed, and the end is told once', async () => {
  const { double, socket } = page('', 204);
  const port = await openBrowserPort(double);
  const heard = vi.fn();
  const closed = vi.fn();
  port.onMessage(heard);
  port.onClose(closed);
  socket.dispatchEvent(new MessageEvent('message', { data: '{"kind":"end","id":1}' }));
  socket.close();
  expect(heard).toHaveBeenCalledWith({ kind: 'end', id: 1 });
  expect(closed).toHaveBeenCalledOnce();
});
