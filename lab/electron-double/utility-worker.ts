import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { MessagePortDouble } from './message-channel.ts';

/** Inside the thread that plays a utility process: `process.parentPort`, then the program. */
const parent = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => parentPort?.postMessage(message),
});
Object.assign(process, { parentPort: parent });

await import(pathToFileURL(workerData.modulePath).href);
// Messages that came before the program listened are still waiting.
parentPort?.on('message', ({ data, ports }: { data: unknown; ports: MessagePort[] }) => {
  parent.emit('message', { data, ports: ports.map((port) => new MessagePortDouble(port)) });
});
