import {
  contractVersion,
  type MethodName,
  type MethodParams,
  type MethodResult,
  type StreamItem,
  type StreamName,
  type StreamParams,
} from '../contract/contract.ts';
import { fail, type Problem, ProblemError } from '../contract/problem.ts';
import { type ClientMessage, type ServerMessage, serverMessageSchema } from './messages.ts';
import type { Port } from './port.ts';

export interface StreamHandlers<Item> {
  onItem(item: Item): void;
  /** The stream is over: with a problem, or without one when it simply ended. */
  onEnd?(problem: Problem | null): void;
}

export interface Client {
  /** Rejects with a ProblemError. */
  call<M extends MethodName>(method: M, params: MethodParams<M>): Promise<MethodResult<M>>;
  /** Returns the function that closes the stream; after it, no handler is called. */
  open<S extends StreamName>(
    stream: S,
    params: StreamParams<S>,
    handlers: StreamHandlers<StreamItem<S>>,
  ): () => void;
  /** Resolves when the versions agree; rejects with `request.version-mismatch` or `server.disconnected`. */
  ready: Promise<void>;
  close(): void;
}

interface PendingCall {
  resolve(result: unknown): void;
  reject(error: ProblemError): void;
}

/** Results are not validated again: the engine is trusted by its shells, and frames come by the thousand. */
export function createClient(port: Port): Client {
  const calls = new Map<number, PendingCall>();
  const opened = new Map<number, StreamHandlers<unknown>>();
  let nextId = 1;
  let closed = false;
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);

  const send = (message: ClientMessage) => port.send(message);

  const finish = (problem: Problem) => {
    if (closed) return;
    closed = true;
    const error = new ProblemError(problem);
    ready.reject(error);
    for (const call of calls.values()) call.reject(error);
    calls.clear();
    const streams = [...opened.values()];
    opened.clear();
    for (const handlers of streams) handlers.onEnd?.(problem);
  };

  const endStream = (id: number, problem: Problem | null) => {
    const handlers = opened.get(id);
    opened.delete(id);
    handlers?.onEnd?.(problem);
  };

  const receive = (message: ServerMessage) => {
    switch (message.kind) {
      case 'welcome':
        ready.resolve();
        return;
      case 'refused':
        finish(message.problem);
        return;
      case 'answer': {
        const call = calls.get(message.id);
        calls.delete(message.id);
        call?.resolve(message.result);
        return;
      }
      case 'problem': {
        const call = calls.get(message.id);
        calls.delete(message.id);
        if (call) call.reject(new ProblemError(message.problem));
        else endStream(message.id, message.problem);
        return;
      }
      case 'item': {
        const handlers = opened.get(message.id);
        if (!handlers) return;
        handlers.onItem(message.item);
        send({ kind: 'ack', id: message.id, count: 1 });
        return;
      }
      case 'end':
        endStream(message.id, null);
        return;
    }
  };

  port.onMessage((raw) => {
    const parsed = serverMessageSchema.safeParse(raw);
    if (parsed.success) receive(parsed.data);
  });
  port.onClose(() => finish(fail('server.disconnected').problem));
  send({ kind: 'hello', version: contractVersion });

  return {
    ready: ready.promise,
    call: (method, params) => {
      if (closed) return Promise.reject(fail('server.disconnected'));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve: resolve as (result: unknown) => void, reject });
        send({ kind: 'call', id, method, params });
      });
    },
    open: (stream, params, handlers) => {
      if (closed) {
        handlers.onEnd?.(fail('server.disconnected').problem);
        return () => undefined;
      }
      const id = nextId++;
      opened.set(id, handlers as StreamHandlers<unknown>);
      send({ kind: 'open', id, stream, params });
      return () => {
        if (opened.delete(id)) send({ kind: 'close', id });
      };
    },
    close: () => {
      finish(fail('server.disconnected').problem);
      port.close();
    },
  };
}
