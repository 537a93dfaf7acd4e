import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { createEngineHost, type EngineProcess } from './engine-host.ts';

function fakes() {
  const processes: (EngineProcess<string> & EventEmitter & { said: unknown[] })[] = [];
  let ports = 0;
  const patience: (() => void)[] = [];
  const report = vi.fn();
  const calm = vi.fn();
  const host = createEngineHost<string>({
    fork: () => {
      const said: unknown[] = [];
      const emitter = new EventEmitter();
      const process = Object.assign(emitter, {
        said,
        postMessage: (message: unknown, transfer?: string[]) => said.push([message, transfer]),
        kill: () => emitter.emit('exit', 143),
      });
      processes.push(process);
      return process;
    },
    createChannel: () => {
      ports++;
      return { port1: `engine ${ports}`, port2: `page ${ports}` };
    },
    startPatience: (onLost) => {
      patience.push(onLost);
      return calm;
    },
    report,
  });
  return { host, processes, patience, report, calm };
}

describe('createEngineHost', () => {
  it('starts one process for all pages and hands each its own port', () => {
    const { host, processes } = fakes();
    expect(host.connect()).toBe('page 1');
    expect(host.connect()).toBe('page 2');
    expect(processes.map((process) => process.said)).toEqual([
      [
        [{ type: 'connect' }, ['engine 1']],
        [{ type: 'connect' }, ['engine 2']],
      ],
    ]);
  });

  it('starts another process after a crash, and says that it crashed', () => {
    const { host, processes, report } = fakes();
    host.connect();
    processes[0]?.emit('exit', 6);
    expect(report).toHaveBeenCalledWith("the engine's process ended with status 6");
    expect(host.connect()).toBe('page 2');
    expect(processes).toHaveLength(2);
  });

  it('stops by asking, waits for the end, and connects nobody meanwhile', async () => {
    const { host, processes, report, calm } = fakes();
    host.connect();
    const stopped = vi.fn();
    const first = host.stop().then(stopped);
    const second = host.stop();
    expect(processes[0]?.said.at(-1)).toEqual([{ type: 'stop' }, undefined]);
    expect(host.connect()).toBeNull();
    await Promise.resolve();
    expect(stopped).not.toHaveBeenCalled();
    processes[0]?.emit('exit', 0);
    await Promise.all([first, second]);
    expect(calm).toHaveBeenCalledTimes(1);
    expect(report).not.toHaveBeenCalled();
    expect(processes[0]?.said).toHaveLength(2);
  });

  it('kills an engine that does not stop in time', async () => {
    const { host, patience, report } = fakes();
    host.connect();
    const stopped = host.stop();
    patience[0]?.();
    await stopped;
    expect(report).toHaveBeenCalledWith("the engine's process ended with status 143");
  });

  it('has nothing to stop where no page ever asked', async () => {
    const { host, processes } = fakes();
    await host.stop();
    expect(processes).toEqual([]);
  });
});
