import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import { type AgentStatus, controlAnswerSchema } from '../../protocol/control/agent-messages.ts';
import { ControlServer } from './control-server.ts';

const status: AgentStatus = {
  version: '0.1.0',
  lab: 'web',
  node: 'node-a',
  pid: 1,
  startedNs: '1',
  nowNs: '2',
  routers: [],
  checks: [],
  lastReload: null,
};

let directory: string;
let path: string;
let server: ControlServer;
let reloaded: Promise<void>;
let endReload: () => void;

beforeEach(async () => {
  reloaded = new Promise((resolve) => {
    endReload = resolve;
  });
  directory = mkdtempSync(join(tmpdir(), 'control-'));
  path = join(directory, 'run', 'control.sock');
  server = new ControlServer({
    status: () => status,
    async perform(request) {
      if (request.op === 'reload') await reloaded;
      if (request.op === 'take-over') throw fail('switchover.unknown-router', { vrid: request.vrid });
    },
  });
  await server.listen(path);
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

/** A client and its answers, one by one. */
function client() {
  const socket: Socket = connect(path);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    socket,
    send: (text: string) => socket.write(`${text}\n`),
    next: async () => controlAnswerSchema.parse(JSON.parse((await lines.next()).value ?? 'null')),
    closed: new Promise<void>((resolve) => socket.once('close', () => resolve())),
  };
}

describe('the control socket', () => {
  it('is for root alone', () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'run')).mode & 0o777).toBe(0o700);
  });

  it('answers status', async () => {
    const { send, next, socket } = client();
    send('{"id":1,"op":"status"}');
    expect(await next()).toEqual({ id: 1, status });
    socket.destroy();
  });

  it('answers who has nothing more to say, however long it takes, and then hangs up', async () => {
    const { send, next, socket, closed } = client();
    send('{"id":1,"op":"reload"}');
    const heard = new Promise((resolve) => socket.once('finish', resolve));
    socket.end();
    await heard;
    // Asked after the other had ended, answered before: the server has seen the end by now.
    const other = client();
    other.send('{"id":2,"op":"status"}');
    expect(await other.next()).toEqual({ id: 2, status });
    endReload();
    expect(await next()).toEqual({ id: 1, status });
    await closed;
    other.socket.destroy();
  });

  it('sends a status and then events to who watches', async () => {
    const { send, next, socket } = client();
    send('{"id":2,"op":"watch"}');
    expect(await next()).toEqual({ id: 2, status });
    const transition = {
      vrid: 51,
      family: 4,
      from: 'backup',
      to: 'master',
      cause: 'advert gap 3.609 s',
      atNs: '3',
    } as const;
    server.transition(transition);
    expect(await next()).toEqual({ id: 2, event: { kind: 'transition', status, transition } });
    expect(await next()).toEqual({ id: 2, event: { kind: 'alive', status } });
    socket.destroy();
  });

  it('answers why it does not do what was asked for', async () => {
    const { send, next, socket } = client();
    send('{"id":3,"op":"take-over","vrid":9}');
    expect(await next()).toMatchObject({ id: 3, problem: { code: 'switchover.unknown-router' } });
    socket.destroy();
  });

  it.each(['{"id":1,"op":"format-disk"}', 'hello', '{"op":"status"}'])(
    'refuses %j and goes on',
    async (line) => {
      const { send, next, socket } = client();
      send(line);
      expect(await next()).toMatchObject({ id: 0, problem: { code: 'request.invalid' } });
      send('{"id":1,"op":"status"}');
      expect(await next()).toEqual({ id: 1, status });
      socket.destroy();
    },
  );

  it('cuts off a client whose line does not end', async () => {
    const { socket, closed } = client();
    socket.on('error', () => {});
    socket.write('x'.repeat(100_000));
    await closed;
  });

  it('takes no more than sixteen clients', async () => {
    const clients = Array.from({ length: 16 }, client);
    for (const { send, next } of clients) {
      send('{"id":1,"op":"status"}');
      await next();
    }
    const oneTooMany = client();
    oneTooMany.socket.on('error', () => {});
    await oneTooMany.closed;
    for (const { socket } of clients) socket.destroy();
  });

  it('does not rob an agent that answers, and replaces a socket that nobody answers on', async () => {
    const second = new ControlServer({ status: () => status, perform: async () => {} });
    await expect(second.listen(path)).rejects.toThrow('Another agent');
    const stale = join(directory, 'stale.sock');
    writeFileSync(stale, '');
    await second.listen(stale);
    await second.close();
  });
});
