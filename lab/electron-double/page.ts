import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';
import type { ContextBridge, IpcRenderer } from 'electron';
import type { ElectronDouble } from './double-types.ts';
import { built } from './load-main.ts';
import type { MessagePortDouble } from './message-channel.ts';

/** A message of the window, as the page's listeners get it. */
export interface PageMessage {
  data: unknown;
  origin: string;
  ports: MessagePort[];
}

export interface Page {
  /** What the preload put on the page's window, by name. */
  exposed: Record<string, Record<string, unknown>>;
  /** The next message that the preload posts to the window. */
  nextMessage(): Promise<PageMessage>;
  /** Names that the preload asked `require` for. */
  required: string[];
}

export interface PageFrame {
  url: string;
  parent: unknown;
}

/** The built preload.cjs as a sandboxed preload sees the world: a window, and a `require` that knows Electron alone. */
export function openPage(double: ElectronDouble, frame: PageFrame): Page {
  const exposed: Page['exposed'] = {};
  const required: string[] = [];
  const messages: PageMessage[] = [];
  const waiting: ((message: PageMessage) => void)[] = [];
  const received = new EventEmitter();

  const senderFrame = {
    ...frame,
    postMessage: (channel: string, message: unknown, transfer: MessagePortDouble[] = []) => {
      const ports = transfer.map((port) => port.transfer());
      received.emit(channel, { ports }, structuredClone(message));
    },
  };
  const contextBridge = {
    exposeInMainWorld: (name: string, api: Record<string, unknown>) => {
      exposed[name] = Object.freeze({ ...api });
    },
  } satisfies Pick<ContextBridge, 'exposeInMainWorld'>;
  const ipcRenderer = Object.assign(received, {
    send: (channel: string, ...args: unknown[]) => {
      double.electron.ipcMain.emit(channel, { senderFrame }, ...args.map((arg) => structuredClone(arg)));
    },
  }) satisfies Pick<IpcRenderer, 'send'>;
  const window = {
    postMessage: (data: unknown, origin: string, ports: MessagePort[] = []) => {
      const message = { data: structuredClone(data), origin, ports };
      const waiter = waiting.shift();
      if (waiter) waiter(message);
      else messages.push(message);
    },
  };
  const require = (name: string) => {
    required.push(name);
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return { contextBridge, ipcRenderer };
  };
  const file = join(built, 'preload.cjs');
  const parameters = ['require', 'exports', 'module', 'window'];
  compileFunction(readFileSync(file, 'utf8'), parameters, { filename: file })(require, {}, {}, window);

  return {
    exposed,
    required,
    nextMessage: () => {
      const message = messages.shift();
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
