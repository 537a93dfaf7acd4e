import type { ArpProbeLine, NdProbeLine } from '../../protocol/control/probe-messages.ts';
import { nowNs } from '../clock.ts';
import { PacketReceiver, PacketSender } from '../native/packet-socket.ts';
import { pace } from './pacer.ts';
import type { Question } from './questions.ts';

const LISTEN_MS = 500;
/** A neighbour advertisement with its headers takes 86 bytes. */
const SNAP_LENGTH = 128;

type Line = ArpProbeLine | NdProbeLine;

export interface WhoHasOptions {
  /** Of the interface. */
  index: number;
  question: Question;
  intervalMs: number;
  /** 0: until stopped. */
  count: number;
}

/**
 * Asks who has an address, again and again, and says who answered each time: one answer is a host, two are a fight.
 * @param finished called after the last line of a counted probe
 * @throws SystemError EPERM
 */
export function probeWhoHas(
  options: WhoHasOptions,
  print: (line: Line) => void,
  finished: () => void,
): { stop(): void } {
  const { index, question } = options;
  const request = Buffer.from(question.frame);
  const sender = new PacketSender(index);
  const receiver = new PacketReceiver({
    index,
    etherType: question.etherType,
    snapLength: SNAP_LENGTH,
    receiveBufferBytes: 1024 * 1024,
    clockNs: nowNs,
  });
  let asked: Line | undefined;
  let listening: NodeJS.Timeout | undefined;

  const settle = () => {
    clearTimeout(listening);
    if (asked === undefined) return;
    const last = asked.seq === options.count;
    print(asked);
    asked = undefined;
    if (last) finished();
  };
  receiver.start({
    frame(bytes, _length, tsNs) {
      const mac = question.answer(bytes);
      if (mac !== undefined) asked?.replies.push({ mac, ns: `${tsNs}` });
    },
    failed: finished,
  });
  const pacer = pace({ ...options, clockMs: () => performance.now() }, (seq) => {
    settle();
    asked = { kind: question.kind, seq, sentNs: `${nowNs()}`, replies: [] };
    sendOrLose(sender, request);
    listening = setTimeout(settle, LISTEN_MS);
  });
  return {
    stop() {
      pacer.stop();
      clearTimeout(listening);
      receiver.close();
      sender.close();
    },
  };
}

/** An interface that is down for a while is an outage to be measured, not the end of the probe. */
function sendOrLose(sender: PacketSender, frame: Buffer): void {
  try {
    sender.send(frame);
  } catch {
    // Nobody answers what was not sent: the line says so.
  }
}
