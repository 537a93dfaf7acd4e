import type { WebSocket } from 'ws';
import type { Port } from '../../protocol/rpc/port.ts';

/** A port over a WebSocket: one JSON text a message. What is not JSON closes the connection. */
export function webSocketPort(socket: WebSocket): Port {
  // A message above the limit, or a reset: ws closes the socket by itself after reporting it here.
  socket.on('error', () => socket.terminate());
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        let message: unknown;
        try {
          if (isBinary) throw new Error('binary message');
          message = JSON.parse(String(data));
        } catch {
          socket.close(1003);
          return;
        }
        listener(message);
      });
    },
    onClose: (listener) => {
      socket.once('close', () => listener());
    },
    close: () => socket.close(),
  };
}
