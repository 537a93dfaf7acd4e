import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';

/** Electron's MessagePortMain over a port of Node: an event emitter that is silent until it is started. */
export class MessagePortDouble
  extends EventEmitter
  implements Pick<MessagePortMain, 'postMessage' | 'start' | 'close'>
{
  #port: MessagePort | null;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }

  postMessage(message: unknown): void {
    this.#own().postMessage(message);
  }

  start(): void {
    const port = this.#own();
    port.on('message', (data) => this.emit('message', { data, ports: [] }));
    port.on('close', () => this.emit('close'));
  }

  close(): void {
    this.#own().close();
  }

  /** The port leaves for another process; here it can be used no more. */
  transfer(): MessagePort {
    const port = this.#own();
    this.#port = null;
    return port;
  }

  #own(): MessagePort {
    if (this.#port === null) throw new TypeError('the port was transferred');
    return this.#port;
  }
}

export class MessageChannelDouble {
  readonly port1: MessagePortDouble;
  readonly port2: MessagePortDouble;

  constructor() {
    const channel = new MessageChannel();
    this.port1 = new MessagePortDouble(channel.port1);
    this.port2 = new MessagePortDouble(channel.port2);
  }
}
