import { z } from 'zod';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import { problemSchema } from '../../protocol/contract/problem-schema.ts';
import type { Port } from '../../protocol/rpc/port.ts';

const refusalSchema = z.object({ problem: problemSchema });

/** The part of the page that the browser's port needs; a parameter, so that tests can play the page. */
export interface Page {
  hash(): string;
  forgetHash(): void;
  socketUrl(): string;
  fetch(path: string, init?: { method: string; headers: Record<string, string> }): Promise<Response>;
  openSocket(url: string): WebSocket;
}

/** Exchanges the token of the address for a cookie, once, and then speaks over a WebSocket. */
export async function openBrowserPort(page: Page): Promise<Port> {
  const token = new URLSearchParams(page.hash().replace(/^#/, '')).get('token');
  const answer = await (token === null
    ? page.fetch('/session')
    : page.fetch('/session', { method: 'POST', headers: { 'X-Tandem-Token': token } })
  ).catch((error: unknown) => {
    throw fail('server.disconnected', {}, error);
  });
  if (answer.status === 401) throw await refusal(answer);
  if (!answer.ok) throw fail('server.disconnected', {}, `HTTP ${answer.status}`);
  if (token !== null) page.forgetHash();
  return openSocketPort(page.openSocket(page.socketUrl()));
}

async function refusal(answer: Response): Promise<ProblemError> {
  const parsed = refusalSchema.safeParse(await answer.json().catch(() => null));
  return parsed.success ? new ProblemError(parsed.data.problem) : fail('server.token-rejected');
}

export function openSocketPort(socket: WebSocket): Promise<Port> {
  const closers: (() => void)[] = [];
  let gone = false;
  const port: Port = {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      socket.addEventListener('message', (event: MessageEvent<string>) => listener(JSON.parse(event.data))),
    onClose: (listener) => {
      if (gone) listener();
      else closers.push(listener);
    },
    close: () => socket.close(),
  };
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(port));
    socket.addEventListener('close', () => {
      gone = true;
      reject(fail('server.disconnected'));
      for (const listener of closers.splice(0)) listener();
    });
  });
}

export const realPage: Page = {
  hash: () => location.hash,
  forgetHash: () => history.replaceState(null, '', location.pathname + location.search),
  socketUrl: () => `${location.origin.replace(/^http/, 'ws')}/rpc`,
  fetch: (path, init) => fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store' }),
  openSocket: (url) => new WebSocket(url),
};
