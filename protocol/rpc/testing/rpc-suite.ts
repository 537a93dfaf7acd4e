import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractVersion, methods, streams } from '../../contract/contract.ts';
import { fail, type Problem } from '../../contract/problem.ts';
import { createClient } from '../client.ts';
import type { MethodHandlers, StreamSink, StreamSources } from '../handlers.ts';
import { type ServerMessage, serverMessageSchema, streamWindow } from '../messages.ts';
import type { Port } from '../port.ts';
import { serve } from '../server.ts';

/** Two ends of one connection over the transport under test, open already. */
export interface PortPair {
  client: Port;
  server: Port;
  /** Ends what the pair holds open; called after each test. */
  dispose(): Promise<void> | void;
}

type ScanSink = StreamSink<{ type: 'done'; hosts: number; elapsedMs: number }>;

/** What RPC promises, whatever carries it. */
export function describeRpcOver(transport: string, openPair: () => Promise<PortPair> | PortPair): void {
  describe(`RPC over ${transport}`, () => {
    let pair: PortPair;
    let scan: (sink: ScanSink) => Promise<void>;
    beforeEach(async () => {
      pair = await openPair();
      scan = async () => undefined;
      const sources = { ...noSources(), 'discovery.scan': (_params: unknown, sink: ScanSink) => scan(sink) };
      serve(pair.server, handlers(), sources as StreamSources);
    });
    afterEach(async () => {
      pair.client.close();
      pair.server.close();
      await pair.dispose();
    });

    it('agrees on the version, then answers a call', async () => {
      const client = createClient(pair.client);
      await client.ready;
      await expect(client.call('trust.forget', { host: '10.0.0.1', port: 22 })).resolves.toEqual({
        forgotten: 22,
      });
    });

    it('keeps answers and questions together when they cross', async () => {
      const client = createClient(pair.client);
      const ports = Array.from({ length: 50 }, (_, index) => index + 1);
      const answers = await Promise.all(
        ports.map((port) => client.call('trust.forget', { host: 'h', port })),
      );
      expect(answers.map((answer) => answer.forgotten)).toEqual(ports);
    });

    it('carries a Problem with its code, parameters and cause', async () => {
      const client = createClient(pair.client);
      await expect(client.call('reports.get', { id: 'r1' })).rejects.toMatchObject({
        problem: { code: 'report.not-found', params: { id: 'r1' }, cause: 'raw text' },
      });
    });

    it('turns an unforeseen error into internal.unexpected, with its text as cause', async () => {
      const client = createClient(pair.client);
      await expect(client.call('labs.list', {})).rejects.toMatchObject({
        problem: { code: 'internal.unexpected', cause: 'surprise' },
      });
    });

    it('refuses methods and streams that are not in the contract', async () => {
      const raw = rawClient(pair.client);
      raw.send({ kind: 'hello', version: contractVersion });
      raw.send({ kind: 'call', id: 1, method: 'toString', params: {} });
      raw.send({ kind: 'open', id: 2, stream: 'no.such', params: {} });
      expect(await raw.next('problem')).toMatchObject({ id: 1, problem: { code: 'request.unknown-method' } });
      expect(await raw.next('problem')).toMatchObject({ id: 2, problem: { code: 'request.unknown-method' } });
    });

    it('refuses parameters that the contract does not allow, before any handler sees them', async () => {
      const client = createClient(pair.client);
      const call = client.call('trust.forget', { host: 'h', port: 70_000 });
      await expect(call).rejects.toMatchObject({ problem: { code: 'request.invalid' } });
      await expect(call).rejects.toThrow(/port/);
    });

    it('sends the items of a stream in order, then its end', async () => {
      scan = async (sink) => {
        for (let hosts = 0; hosts < 5 * streamWindow; hosts++) await sink.send(item(hosts));
      };
      const seen: unknown[] = [];
      const ended = Promise.withResolvers<Problem | null>();
      createClient(pair.client).open(
        'discovery.scan',
        { cidr: 'any' },
        { onItem: (value) => seen.push(value), onEnd: ended.resolve },
      );
      expect(await ended.promise).toBeNull();
      expect(seen).toEqual(Array.from({ length: 5 * streamWindow }, (_, hosts) => item(hosts)));
    });

    it('holds a source back while its window is full, and lets it go on by what is acknowledged', async () => {
      scan = async (sink) => {
        for (let hosts = 0; hosts < 3 * streamWindow; hosts++) await sink.send(item(hosts));
      };
      const raw = rawClient(pair.client);
      raw.send({ kind: 'hello', version: contractVersion });
      raw.send({ kind: 'open', id: 7, stream: 'discovery.scan', params: { cidr: 'any' } });
      for (let count = 0; count < streamWindow; count++) await raw.next('item');
      expect(await itemsBeforeAnswer(raw, 8)).toBe(0);
      raw.send({ kind: 'ack', id: 7, count: 5 });
      for (let count = 0; count < 5; count++) await raw.next('item');
      expect(await itemsBeforeAnswer(raw, 9)).toBe(0);
    });

    it('ends a stream with its Problem', async () => {
      scan = async () => {
        throw fail('request.cancelled');
      };
      const ended = Promise.withResolvers<Problem | null>();
      createClient(pair.client).open(
        'discovery.scan',
        { cidr: 'any' },
        { onItem: () => undefined, onEnd: ended.resolve },
      );
      expect(await ended.promise).toMatchObject({ code: 'request.cancelled' });
    });

    it('aborts a source that nobody reads any more, and calls no handler after that', async () => {
      const aborted = Promise.withResolvers<void>();
      scan = (sink) => {
        sink.signal.addEventListener('abort', aborted.resolve);
        void sink.send(item(0));
        return aborted.promise;
      };
      const client = createClient(pair.client);
      const first = Promise.withResolvers<void>();
      let after = 0;
      const close = client.open(
        'discovery.scan',
        { cidr: 'any' },
        { onItem: () => first.resolve(), onEnd: () => after++ },
      );
      await first.promise;
      close();
      await aborted.promise;
      await client.call('trust.forget', { host: 'h', port: 1 });
      expect(after).toBe(0);
    });

    it.each(['client', 'server'] as const)('tells both sides when the %s goes away', async (side) => {
      const aborted = Promise.withResolvers<void>();
      scan = (sink) => {
        sink.signal.addEventListener('abort', aborted.resolve);
        void sink.send(item(0));
        return aborted.promise;
      };
      const client = createClient(pair.client);
      const first = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<Problem | null>();
      client.open('discovery.scan', { cidr: 'any' }, { onItem: () => first.resolve(), onEnd: ended.resolve });
      await first.promise;
      const waiting = client.call('practice.status', {});
      waiting.catch(() => undefined);
      pair[side].close();
      expect(await ended.promise).toMatchObject({ code: 'server.disconnected' });
      await expect(waiting).rejects.toMatchObject({ problem: { code: 'server.disconnected' } });
      await aborted.promise;
      await expect(client.call('labs.list', {})).rejects.toMatchObject({
        problem: { code: 'server.disconnected' },
      });
    });

    it('refuses a peer of another version, says both, and hangs up', async () => {
      const raw = rawClient(pair.client);
      raw.send({ kind: 'hello', version: contractVersion + 1 });
      expect(await raw.next('refused')).toMatchObject({
        problem: {
          code: 'request.version-mismatch',
          params: { client: contractVersion + 1, server: contractVersion },
        },
      });
      await raw.closed;
    });

    it.each([
      ['a call before the greeting', { kind: 'call', id: 1, method: 'labs.list', params: {} }],
      ['a message of no known kind', { kind: 'gossip' }],
    ])('hangs up on %s', async (_what, message) => {
      const raw = rawClient(pair.client);
      raw.send(message);
      await raw.closed;
    });
  });
}

const item = (hosts: number) => ({ type: 'done' as const, hosts, elapsedMs: 1 });

function handlers(): MethodHandlers {
  const unexpected = Object.keys(methods).map((name) => [
    name,
    () => {
      throw new Error('surprise');
    },
  ]);
  const own: Partial<MethodHandlers> = {
    'trust.forget': ({ port }) => ({ forgotten: port }),
    'reports.get': ({ id }) => {
      throw fail('report.not-found', { id }, 'raw text');
    },
    'practice.status': () => Promise.withResolvers<never>().promise,
  };
  return { ...Object.fromEntries(unexpected), ...own } as MethodHandlers;
}

function noSources(): Record<string, () => Promise<void>> {
  return Object.fromEntries(Object.keys(streams).map((name) => [name, async () => undefined]));
}

interface RawClient {
  send(message: unknown): void;
  /** The next message of that kind; others before it are skipped. */
  next<K extends ServerMessage['kind']>(kind: K): Promise<Extract<ServerMessage, { kind: K }>>;
  take(): Promise<ServerMessage>;
  closed: Promise<void>;
}

/** A client that speaks without manners: no greeting, no acknowledgement of its own. */
function rawClient(port: Port): RawClient {
  const received: ServerMessage[] = [];
  const waiting: ((message: ServerMessage) => void)[] = [];
  const closed = Promise.withResolvers<void>();
  port.onClose(closed.resolve);
  port.onMessage((value) => {
    const message = serverMessageSchema.parse(value);
    const waiter = waiting.shift();
    if (waiter) waiter(message);
    else received.push(message);
  });
  const take = () => {
    const message = received.shift();
    return message
      ? Promise.resolve(message)
      : new Promise<ServerMessage>((resolve) => waiting.push(resolve));
  };
  return {
    send: (message) => port.send(message),
    take,
    closed: closed.promise,
    next: async (kind) => {
      for (;;) {
        const message = await take();
        if (message.kind === kind) return message as Extract<ServerMessage, { kind: typeof kind }>;
      }
    },
  };
}

/** A port keeps the order, so that whatever the server had sent by itself is here before its answer. */
async function itemsBeforeAnswer(raw: RawClient, id: number): Promise<number> {
  raw.send({ kind: 'call', id, method: 'trust.forget', params: { host: 'h', port: 1 } });
  for (let items = 0; ; items++) {
    const message = await raw.take();
    if (message.kind === 'answer') return items;
  }
}
