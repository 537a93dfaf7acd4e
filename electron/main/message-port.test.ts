import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { describeRpcOver } from '../../protocol/rpc/testing/rpc-suite.ts';
import { messagePort } from './message-port.ts';

describeRpcOver('message ports', () => {
  const { port1, port2 } = new MessageChannel();
  return { client: messagePort(port1), server: messagePort(port2), dispose: () => undefined };
});

/** The shape of Electron's MessagePortMain: an event emitter whose messages are events. */
function emitterOver(port: MessagePort) {
  const emitter = new EventEmitter();
  port.on('message', (data) => emitter.emit('message', { data, ports: [] }));
  port.on('close', () => emitter.emit('close'));
  return Object.assign(emitter, {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  });
}

describeRpcOver("message ports of Electron's shape", () => {
  const { port1, port2 } = new MessageChannel();
  return {
    client: messagePort(port1),
    server: messagePort(emitterOver(port2)),
    dispose: () => undefined,
  };
});

describe('messagePort', () => {
  it('tells of its close once, whichever side closed and however late one listens', async () => {
    const { port1, port2 } = new MessageChannel();
    const [own, peer] = [messagePort(port1), messagePort(port2)];
    const told = vi.fn();
    own.onClose(told);
    const peerTold = Promise.withResolvers<void>();
    peer.onClose(peerTold.resolve);
    own.close();
    own.close();
    await peerTold.promise;
    expect(told).toHaveBeenCalledTimes(1);
    own.onClose(told);
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('sends nothing once it is closed', () => {
    const postMessage = vi.fn();
    const port = messagePort(
      Object.assign(new EventEmitter(), { postMessage, start: vi.fn(), close: vi.fn() }),
    );
    port.close();
    port.send('too late');
    expect(postMessage).not.toHaveBeenCalled();
  });
});
