import { parseArgs } from 'node:util';
import type { MessagePortMain, ParentPort } from 'electron';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { ServerMessage } from '../../protocol/rpc/messages.ts';
import { serve } from '../../protocol/rpc/server.ts';
import { isEngineMessage } from './engine-messages.ts';
import { messagePort } from './message-port.ts';

/** The utility process: one engine, served on every port that main hands over. */
const { values } = parseArgs({
  options: { version: { type: 'string', default: '' }, data: { type: 'string', default: '' } },
});
const parent: ParentPort = process.parentPort;

function start(): Engine | Problem {
  try {
    return createEngine({
      dataFolder: values.data,
      shell: 'electron',
      version: values.version,
      env: process.env,
      platform: process.platform,
      uid: process.geteuid?.() ?? null,
    });
  } catch (error) {
    return toProblem(error);
  }
}

let engine = start();

/** An engine that could not start says why to the page that asks, and the next one who asks tries again. */
function connect(channel: MessagePortMain): void {
  if (!('handlers' in engine)) engine = start();
  const port = messagePort(channel);
  if ('handlers' in engine) {
    serve(port, engine.handlers, engine.sources);
    return;
  }
  const refusal: ServerMessage = { kind: 'refused', problem: engine };
  port.onMessage(() => port.send(refusal));
}

async function stop(): Promise<void> {
  try {
    if ('handlers' in engine) await engine.close();
    process.exit(0);
  } catch (error) {
    console.error('Tandem: the engine did not stop cleanly', error);
    process.exit(1);
  }
}

const stopOnce = once(stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopOnce);
parent.on('message', ({ data, ports: [channel] }) => {
  if (!isEngineMessage(data)) return;
  if (data.type === 'stop') stopOnce();
  else if (channel) connect(channel);
});

function once(run: () => Promise<void>): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    void run();
  };
}
