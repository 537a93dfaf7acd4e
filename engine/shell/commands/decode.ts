import { createReadStream } from 'node:fs';
import { fail, makeProblem } from '../../../protocol/contract/problem.ts';
import { CaptureFileReader } from '../../../protocol/wire/pcap-file.ts';
import { decodeRecord } from '../../../protocol/wire/pcap-frame.ts';
import { type Command, exitStatus, required } from '../command.ts';
import { frameText } from './frame-text.ts';

/** Frames of a pcap or pcapng file. Throws capture.file-unreadable, capture.file-unknown. */
export const decode: Command = async (context) => {
  const file = required(context, 0, 'FILE');
  const reader = new CaptureFileReader();
  let no = 0;
  for await (const chunk of chunksOf(file)) {
    for (const record of reader.push(chunk)) {
      if (context.signal.aborted) return exitStatus.done;
      no += 1;
      const frame = decodeRecord(record, no);
      context.print(frame, frameText(frame));
    }
  }
  const damage = reader.end();
  if (damage === null) {
    context.say(`${no} frames`);
    return exitStatus.done;
  }
  if (damage.reason === 'not-a-capture') throw fail('capture.file-unknown', { file });
  const { message, hint } = makeProblem('capture.file-damaged', { file, ...damage, frames: no });
  context.say(`${message} ${hint}`);
  return exitStatus.expectationFailed;
};

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Uint8Array;
  } catch (error) {
    throw fail('capture.file-unreadable', { file }, error);
  }
}
