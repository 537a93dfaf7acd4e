import type {
  CheckedParams,
  CheckedStreamParams,
  MethodName,
  MethodResult,
  StreamItem,
  StreamName,
} from '../contract/contract.ts';

/** What a stream's source is handed. */
export interface StreamSink<Item> {
  /**
   * Sends one item. Resolves when there is room for the next, so that `await` is the back-pressure; a source that
   * cannot wait coalesces or counts what it drops. Resolves at once after the stream was closed.
   */
  send(item: Item): Promise<void>;
  /** True while the window is full: a source that only has the latest value skips until it is not. */
  readonly full: boolean;
  readonly signal: AbortSignalLike;
}

/** The part of AbortSignal that handlers use; `protocol` knows neither the DOM's nor Node's type. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** Every method must be handled, and none twice: the type says so. */
export type MethodHandlers = {
  [M in MethodName]: (params: CheckedParams<M>) => Promise<MethodResult<M>> | MethodResult<M>;
};

/** The stream ends when the handler's promise settles. It must settle soon after `signal` aborts. */
export type StreamSources = {
  [S in StreamName]: (params: CheckedStreamParams<S>, sink: StreamSink<StreamItem<S>>) => Promise<void>;
};
