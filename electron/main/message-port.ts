import type { Port } from '../../protocol/rpc/port.ts';

interface MessageLike {
  data: unknown;
}

interface Channel {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** Electron's own port is an event emitter; Node's and the browser's are event targets. Both hand over an event. */
export type MessageChannelPort =
  | (Channel & {
      on(event: 'message', listener: (event: MessageLike) => void): unknown;
      on(event: 'close', listener: () => void): unknown;
    })
  | (Channel & {
      addEventListener(event: 'message', listener: (event: MessageLike) => void): unknown;
      addEventListener(event: 'close', listener: () => void): unknown;
    });

/** A port over one end of a message channel: structured clones, in order. */
export function messagePort(channel: MessageChannelPort): Port {
  const closers: (() => void)[] = [];
  let closed = false;
  const finish = () => {
    if (closed) return;
    closed = true;
    for (const listener of closers.splice(0)) listener();
  };
  if ('addEventListener' in channel) channel.addEventListener('close', finish);
  else channel.on('close', finish);
  return {
    send: (message) => {
      if (!closed) channel.postMessage(message);
    },
    onMessage: (listener) => {
      const receive = (event: MessageLike) => {
        if (!closed) listener(event.data);
      };
      if ('addEventListener' in channel) channel.addEventListener('message', receive);
      else channel.on('message', receive);
      channel.start();
    },
    onClose: (listener) => {
      if (closed) listener();
      else closers.push(listener);
    },
    close: () => {
      channel.close();
      finish();
    },
  };
}
