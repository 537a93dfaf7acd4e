import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { describeRpcOver } from '../../protocol/rpc/testing/rpc-suite.ts';
import { webSocketPort } from './websocket-port.ts';

let server: WebSocketServer;

beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
});

afterAll(async () => {
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

async function connect(): Promise<{ near: WebSocket; far: WebSocket }> {
  const near = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [[far]] = await Promise.all([once(server, 'connection'), once(near, 'open')]);
  return { near, far };
}

describeRpcOver('WebSocket', async () => {
  const { near, far } = await connect();
  return {
    client: webSocketPort(near),
    server: webSocketPort(far),
    dispose: () => {
      near.terminate();
      far.terminate();
    },
  };
});

describe('webSocketPort', () => {
  it.each([
    ['text that is not JSON', 'not JSON'],
    ['a binary message', Buffer.from('{}')],
  ])('hangs up on %s', async (_what, message) => {
    const { near, far } = await connect();
    webSocketPort(far).onMessage(() => expect.unreachable());
    near.send(message);
    const [code] = await once(near, 'close');
    expect(code).toBe(1003);
  });
});
