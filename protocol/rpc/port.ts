/**
 * All that RPC asks of a transport. Messages are plain structured-cloneable values; the port keeps their order.
 * Leaves that provide one: in memory (tests), MessagePort (Electron), WebSocket (browser).
 */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the other side or the transport is gone. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Two ports back to back. Delivery is asynchronous and copies, as on a real transport. */
export function createMemoryPortPair(): [Port, Port] {
  const sides = [createSide(), createSide()] as const;
  const connect = (own: Side, peer: Side): Port => ({
    send: (message) => {
      if (own.closed) return;
      const copy = structuredCloneLike(message);
      later(() => {
        if (!peer.closed) for (const listener of peer.message) listener(copy);
      });
    },
    onMessage: (listener) => own.message.push(listener),
    onClose: (listener) => own.close.push(listener),
    close: () => {
      if (own.closed) return;
      own.closed = true;
      later(() => tellClosed(own));
      // After what is under way: a last message before the close still arrives.
      later(() => {
        if (peer.closed) return;
        peer.closed = true;
        tellClosed(peer);
      });
    },
  });
  return [connect(sides[0], sides[1]), connect(sides[1], sides[0])];
}

interface Side {
  closed: boolean;
  message: ((message: unknown) => void)[];
  close: (() => void)[];
}

function createSide(): Side {
  return { closed: false, message: [], close: [] };
}

/** JSON is the narrowest of the transports; what does not survive it must not be sent. */
function structuredCloneLike(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

function tellClosed(side: Side): void {
  for (const listener of side.close) listener();
}

function later(run: () => void): void {
  void Promise.resolve().then(run);
}
