import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { fail, makeProblem } from '../../protocol/contract/problem.ts';
import { serve } from '../../protocol/rpc/server.ts';
import type { Engine } from '../engine.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { createSessionGuard } from './session-guard.ts';
import { readStatic } from './static-files.ts';
import { webSocketPort } from './websocket-port.ts';

export interface RunningServer {
  /** With the one-time token in its fragment, which browsers do not send or log. */
  url: string;
  /** Another one, for one more browser; an earlier one that nobody opened is worthless then. */
  freshUrl(): string;
  close(): Promise<void>;
}

const largestMessage = 1024 * 1024;

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** The engine for a browser on this machine: loopback only. Rejects with server.port-taken. */
export async function startServer(
  engine: Engine,
  rendererFolder: string,
  port: number,
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const ownPort = () => (server.address() as AddressInfo).port;
  const guard = createSessionGuard(ownPort);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });

  const refuse = (response: ServerResponse) => {
    response.writeHead(401, { ...headers, 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ problem: makeProblem('server.token-rejected') }));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!guard.isOwn(request)) return refuse(response);
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/session') {
      const cookie =
        request.method === 'POST' ? guard.redeem(String(request.headers['x-tandem-token'] ?? '')) : null;
      if (!cookie && !guard.hasSession(request)) return refuse(response);
      response.writeHead(204, cookie ? { ...headers, 'Set-Cookie': cookie } : headers);
      response.end();
      return;
    }
    const file = request.method === 'GET' ? await readStatic(rendererFolder, path) : null;
    response.writeHead(file ? 200 : 404, { ...headers, 'Content-Type': file?.type ?? 'text/plain' });
    response.end(file?.body ?? 'Not found');
  };

  server.on('upgrade', (request, socket, head) => {
    // Anybody on this machine may connect and hang up rudely; that must not end the engine.
    socket.on('error', () => socket.destroy());
    const isRpc = request.url === '/rpc' && request.headers.origin !== undefined;
    if (!isRpc || !guard.isOwn(request) || !guard.hasSession(request)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      serve(webSocketPort(webSocket), engine.handlers, engine.sources);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? fail('server.port-taken', { port }, error) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });

  const freshUrl = () => `http://127.0.0.1:${ownPort()}/#token=${guard.newToken()}`;
  return {
    url: freshUrl(),
    freshUrl,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
