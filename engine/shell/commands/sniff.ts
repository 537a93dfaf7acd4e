import { writeFileSync } from 'node:fs';
import { type Command, exitStatus, positiveNumber, readStream, UsageError } from '../command.ts';
import { frameText } from './frame-text.ts';

export const sniff: Command = async (context) => {
  const { client, options, print, say } = context;
  const seconds = positiveNumber(options.seconds, '--seconds');
  const count = positiveNumber(options.count, '--count');
  if (options.interface === undefined) throw new UsageError('--interface is missing; see: tandem interfaces');
  await client.call('capture.start', { interface: options.interface });
  const stop = new AbortController();
  context.signal.addEventListener('abort', () => stop.abort());
  if (seconds !== null) setTimeout(() => stop.abort(), seconds * 1000).unref();
  let printed = 0;
  let drops = 0;
  await readStream({ ...context, signal: stop.signal }, 'capture.frames', {}, (batch) => {
    drops = batch.drops + batch.missed;
    for (const frame of batch.frames) {
      if (count !== null && printed >= count) break;
      printed++;
      print(frame, frameText(frame));
    }
    return (count !== null && printed >= count) || batch.state === 'failed';
  });
  if (options.write !== undefined) {
    const { pcapng, frames } = await client.call('capture.export', {});
    writeFileSync(options.write, Buffer.from(pcapng, 'base64'));
    say(`${frames} frames written to ${options.write}`);
  }
  await client.call('capture.stop', {});
  say(`${printed} frames, ${drops} dropped`);
  return exitStatus.done;
};
