import type { EngineMessage } from './engine-messages.ts';

/** The part of UtilityProcess that is used. */
export interface EngineProcess<Port> {
  postMessage(message: EngineMessage, transfer?: Port[]): void;
  once(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface EngineHostParts<Port> {
  fork(): EngineProcess<Port>;
  createChannel(): { port1: Port; port2: Port };
  /** Calls back after the time that a stopping engine has; the returned function cancels. */
  startPatience(onLost: () => void): () => void;
  report(text: string): void;
}

export interface EngineHost<Port> {
  /** One end goes to the engine, the other is returned for the page. Null while stopping. */
  connect(): Port | null;
  /** Resolves when the engine has put things back and its process is gone. */
  stop(): Promise<void>;
}

/**
 * Keeps the engine's process: started by the first page that asks, started again by the next one after a crash. A
 * crash needs no message of its own, since it closes every port that the engine held.
 */
export function createEngineHost<Port>(parts: EngineHostParts<Port>): EngineHost<Port> {
  let running: { process: EngineProcess<Port>; gone: Promise<void> } | null = null;
  let stopping: Promise<void> | null = null;

  const start = () => {
    const process = parts.fork();
    const gone = new Promise<void>((resolve) => {
      process.once('exit', (code) => {
        if (running?.process === process) running = null;
        if (stopping === null || code !== 0) parts.report(`the engine's process ended with status ${code}`);
        resolve();
      });
    });
    return { process, gone };
  };

  const stop = async () => {
    if (running === null) return;
    const { process, gone } = running;
    process.postMessage({ type: 'stop' });
    const calm = parts.startPatience(() => process.kill());
    await gone;
    calm();
  };

  return {
    connect: () => {
      if (stopping !== null) return null;
      running ??= start();
      const { port1, port2 } = parts.createChannel();
      running.process.postMessage({ type: 'connect' }, [port1]);
      return port2;
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
