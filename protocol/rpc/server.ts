import { contractVersion, type MethodName, methods, type StreamName, streams } from '../contract/contract.ts';
import { makeProblem, type Problem, toProblem } from '../contract/problem.ts';
import type { AbortSignalLike, MethodHandlers, StreamSink, StreamSources } from './handlers.ts';
import { type ClientMessage, clientMessageSchema, type ServerMessage, streamWindow } from './messages.ts';
import type { Port } from './port.ts';

interface OpenStream {
  unacknowledged: number;
  closed: boolean;
  waiters: (() => void)[];
  abort: () => void;
}

interface ParseIssue {
  path: PropertyKey[];
  message: string;
}

/** One line for people out of zod's issues: "lab.nodes.0.host: Invalid IPv4 address". */
export function describeIssues(issues: readonly ParseIssue[]): string {
  return issues
    .map((issue) => [issue.path.map(String).join('.'), issue.message].filter(Boolean).join(': '))
    .join('; ');
}

/** Serves one client on one port. Parameters are checked here, once, whatever the transport. */
export function serve(port: Port, handlers: MethodHandlers, sources: StreamSources): void {
  const open = new Map<number, OpenStream>();
  let welcomed = false;

  const send = (message: ServerMessage) => port.send(message);
  const sendProblem = (id: number, problem: Problem) => send({ kind: 'problem', id, problem });

  const call = async (id: number, method: string, rawParams: unknown) => {
    if (!Object.hasOwn(methods, method)) {
      sendProblem(id, makeProblem('request.unknown-method', { method }));
      return;
    }
    const name = method as MethodName;
    const parsed = methods[name].params.safeParse(rawParams);
    if (!parsed.success) {
      sendProblem(id, makeProblem('request.invalid', { detail: describeIssues(parsed.error.issues) }));
      return;
    }
    try {
      const handler = handlers[name] as (params: unknown) => unknown;
      send({ kind: 'answer', id, result: await handler(parsed.data) });
    } catch (error) {
      sendProblem(id, toProblem(error));
    }
  };

  const openStream = async (id: number, stream: string, rawParams: unknown) => {
    if (!Object.hasOwn(streams, stream) || open.has(id)) {
      sendProblem(id, makeProblem('request.unknown-method', { method: stream }));
      return;
    }
    const name = stream as StreamName;
    const parsed = streams[name].params.safeParse(rawParams);
    if (!parsed.success) {
      sendProblem(id, makeProblem('request.invalid', { detail: describeIssues(parsed.error.issues) }));
      return;
    }
    const signal = createAbortSignal();
    const state: OpenStream = { unacknowledged: 0, closed: false, waiters: [], abort: signal.abort };
    open.set(id, state);
    const sink: StreamSink<unknown> = {
      signal: signal.signal,
      get full() {
        return !state.closed && state.unacknowledged >= streamWindow;
      },
      send: (item) => {
        if (state.closed) return Promise.resolve();
        state.unacknowledged++;
        send({ kind: 'item', id, item });
        if (state.unacknowledged < streamWindow) return Promise.resolve();
        return new Promise((resolve) => state.waiters.push(resolve));
      },
    };
    try {
      const source = sources[name] as (params: unknown, sink: StreamSink<unknown>) => Promise<void>;
      await source(parsed.data, sink);
      if (!state.closed) send({ kind: 'end', id });
    } catch (error) {
      if (!state.closed) sendProblem(id, toProblem(error));
    } finally {
      closeStream(id);
    }
  };

  const closeStream = (id: number) => {
    const state = open.get(id);
    if (!state) return;
    open.delete(id);
    state.closed = true;
    state.abort();
    for (const resume of state.waiters.splice(0)) resume();
  };

  const acknowledge = (id: number, count: number) => {
    const state = open.get(id);
    if (!state) return;
    state.unacknowledged = Math.max(0, state.unacknowledged - count);
    if (state.unacknowledged < streamWindow) for (const resume of state.waiters.splice(0)) resume();
  };

  const receive = (message: ClientMessage) => {
    if (message.kind === 'hello') {
      if (message.version === contractVersion) {
        welcomed = true;
        send({ kind: 'welcome', version: contractVersion });
        return;
      }
      const params = { client: message.version, server: contractVersion };
      send({ kind: 'refused', problem: makeProblem('request.version-mismatch', params) });
      port.close();
      return;
    }
    if (!welcomed) {
      port.close();
      return;
    }
    switch (message.kind) {
      case 'call':
        void call(message.id, message.method, message.params);
        return;
      case 'open':
        void openStream(message.id, message.stream, message.params);
        return;
      case 'ack':
        acknowledge(message.id, message.count);
        return;
      case 'close':
        closeStream(message.id);
        return;
    }
  };

  port.onMessage((raw) => {
    const parsed = clientMessageSchema.safeParse(raw);
    if (parsed.success) receive(parsed.data);
    else port.close();
  });
  port.onClose(() => {
    for (const id of [...open.keys()]) closeStream(id);
  });
}

function createAbortSignal(): { signal: AbortSignalLike; abort: () => void } {
  const listeners: (() => void)[] = [];
  let aborted = false;
  return {
    signal: {
      get aborted() {
        return aborted;
      },
      addEventListener: (_type, listener) => {
        if (aborted) listener();
        else listeners.push(listener);
      },
    },
    abort: () => {
      if (aborted) return;
      aborted = true;
      for (const listener of listeners.splice(0)) listener();
    },
  };
}
