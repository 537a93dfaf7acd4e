import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  MethodName,
  MethodParams,
  MethodResult,
  StreamItem,
  StreamName,
  StreamParams,
} from '../../protocol/contract/contract.ts';
import { fail, type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { type Client, createClient } from '../../protocol/rpc/client.ts';
import type { Port } from '../../protocol/rpc/port.ts';
import { backoffMs } from './backoff.ts';

export interface Link {
  /** `refused` is final: trying again cannot help. */
  phase: 'connecting' | 'open' | 'lost' | 'refused';
  problem: Problem | null;
  attempt: number;
}

export interface WatchHandlers<Item> {
  /** Each time the stream is opened, also again after a reconnect: what it said before may come again. */
  onOpen?(): void;
  onItem(item: Item): void;
  /** It ended by itself or failed. Not called when the connection is lost: the watch outlives that. */
  onEnd?(problem: Problem | null): void;
}

/** The engine as the whole UI sees it: calls, and watches that survive a lost connection. */
export interface Engine {
  link: StoreApi<Link>;
  call<M extends MethodName>(method: M, params: MethodParams<M>): Promise<MethodResult<M>>;
  /** `params` may be a function when the place to resume from moves on. */
  watch<S extends StreamName>(
    stream: S,
    params: StreamParams<S> | (() => StreamParams<S>),
    handlers: WatchHandlers<StreamItem<S>>,
  ): () => void;
  retryNow(): void;
  close(): void;
}

export interface EngineOptions {
  openPort: () => Promise<Port>;
  wait?: (ms: number, run: () => void) => () => void;
  random?: () => number;
}

/** These do not go away by knocking again. */
const finalCodes = new Set<Problem['code']>(['server.token-rejected', 'request.version-mismatch']);

const waitByTimer = (ms: number, run: () => void) => {
  const id = setTimeout(run, ms);
  return () => clearTimeout(id);
};

export function createEngine(options: EngineOptions): Engine {
  const wait = options.wait ?? waitByTimer;
  const random = options.random ?? Math.random;
  const link = createStore<Link>(() => ({ phase: 'connecting', problem: null, attempt: 0 }));
  const watches = new Set<(client: Client) => void>();
  let client: Client | null = null;
  let cancelWait: () => void = () => undefined;
  let closed = false;

  const lose = (problem: Problem) => {
    if (closed) return;
    client = null;
    const attempt = link.getState().attempt + 1;
    if (finalCodes.has(problem.code)) {
      link.setState({ phase: 'refused', problem, attempt });
      return;
    }
    link.setState({ phase: 'lost', problem, attempt });
    cancelWait = wait(backoffMs(attempt, random()), connect);
  };

  const connect = async () => {
    try {
      const port = await options.openPort();
      if (closed) return port.close();
      const candidate = createClient(port);
      await candidate.ready;
      port.onClose(() => {
        if (client === candidate) lose(fail('server.disconnected').problem);
      });
      client = candidate;
      link.setState({ phase: 'open', problem: null, attempt: 0 });
      for (const open of [...watches]) open(candidate);
    } catch (error) {
      lose(toProblem(error));
    }
  };

  /** Resolves at the first connection; while it is lost, callers are told at once. */
  const whenOpen = () =>
    new Promise<Client>((resolve, reject) => {
      const settle = () => {
        if (client) resolve(client);
        else if (link.getState().phase !== 'connecting')
          reject(fail(link.getState().problem?.code ?? 'server.disconnected'));
        else return false;
        return true;
      };
      if (settle()) return;
      const stop = link.subscribe(() => {
        if (settle()) stop();
      });
    });

  void connect();

  return {
    link,
    call: async (method, params) => (await whenOpen()).call(method, params),
    watch: (stream, params, handlers) => {
      let stop: () => void = () => undefined;
      const open = (current: Client) => {
        handlers.onOpen?.();
        stop = current.open(stream, typeof params === 'function' ? params() : params, {
          onItem: handlers.onItem,
          onEnd: (problem) => {
            if (problem?.code === 'server.disconnected') return;
            watches.delete(open);
            handlers.onEnd?.(problem);
          },
        });
      };
      watches.add(open);
      if (client) open(client);
      return () => {
        watches.delete(open);
        stop();
      };
    },
    retryNow: () => {
      if (link.getState().phase !== 'lost') return;
      cancelWait();
      void connect();
    },
    close: () => {
      closed = true;
      cancelWait();
      client?.close();
    },
  };
}
