import type { SweepProbeLine, SweptProbeLine } from '../../protocol/control/probe-messages.ts';
import { ARP_REPLY, arpRequestFrame, decodeArp } from '../../protocol/wire/arp.ts';
import { ETHERTYPE_ARP } from '../../protocol/wire/ethernet.ts';
import { nowNs } from '../clock.ts';
import { PacketReceiver, PacketSender } from '../native/packet-socket.ts';
import { findLink } from './find-link.ts';

const ETHERNET_HEADER_LENGTH = 14;
/** At most 16,000 requests a second: 1.1 % of Fast Ethernet, and no burst that a cheap switch would drop. */
const BATCH = 32;
const BATCH_MS = 2;
/** A part is asked to its end before the next one begins: the segment has some 6,000 requests a second to bear. */
const PART = 1024;

export interface SweepOptions {
  interface: string;
  /** Sender protocol address: one of the interface's own. */
  source: string;
  /** In the order in which they are asked. */
  addresses: readonly string[];
  /** How often an address is asked that has not answered. */
  rounds: number;
  /** From the last request of a round to the next round; answers to earlier ones count all the time. */
  roundMs: number;
}

/**
 * Asks many addresses by ARP, part by part, and prints each that answers, once for each MAC address that does.
 * @param finished called after the last round of the last part
 * @throws ProblemError capture.interface-missing; SystemError EPERM
 */
export function sweepArp(
  options: SweepOptions,
  print: (line: SweepProbeLine | SweptProbeLine) => void,
  finished: () => void,
): { stop(): void } {
  const link = findLink(options.interface);
  const sender = new PacketSender(link.index);
  const { addresses } = options;
  let silent = new Set<string>();
  const heard = new Set<string>();
  const receiver = new PacketReceiver({
    index: link.index,
    etherType: ETHERTYPE_ARP,
    snapLength: 128,
    receiveBufferBytes: 1024 * 1024,
    clockNs: nowNs,
  });
  const wanted = new Set(addresses);
  receiver.start({
    frame(bytes, _length, tsNs) {
      const arp = decodeArp(bytes.subarray(ETHERNET_HEADER_LENGTH));
      if (arp?.operation !== ARP_REPLY || arp.targetMac !== link.mac || !wanted.has(arp.senderIp)) return;
      silent.delete(arp.senderIp);
      const key = `${arp.senderIp} ${arp.senderMac}`;
      if (heard.has(key)) return;
      heard.add(key);
      print({ kind: 'sweep', address: arp.senderIp, mac: arp.senderMac, ns: `${tsNs}` });
    },
    failed: finished,
  });

  let timer: NodeJS.Timeout | undefined;
  let asking = 0;
  const part = () => {
    if (asking >= addresses.length) return finished();
    silent = new Set(addresses.slice(asking, asking + PART));
    round(1);
  };
  const endPart = () => {
    asking = Math.min(asking + PART, addresses.length);
    print({ kind: 'swept', asked: asking, total: addresses.length });
    part();
  };
  const round = (no: number) => {
    if (no > options.rounds || silent.size === 0) return endPart();
    const asked = [...silent];
    const batch = (from: number) => {
      const frames = asked
        .slice(from, from + BATCH)
        .map((address) => Buffer.from(arpRequestFrame(link.mac, options.source, address)));
      sendOrLose(sender, frames);
      const next = from + BATCH;
      timer =
        next < asked.length
          ? setTimeout(() => batch(next), BATCH_MS)
          : setTimeout(() => round(no + 1), no < options.rounds ? options.roundMs : 2 * options.roundMs);
    };
    batch(0);
  };
  part();
  return {
    stop() {
      clearTimeout(timer);
      receiver.close();
      sender.close();
    },
  };
}

/** An address that was not asked for now is asked again in the next round. */
function sendOrLose(sender: PacketSender, frames: readonly Uint8Array[]): void {
  try {
    sender.sendAll(frames);
  } catch {
    // The interface is down, or its queue is full.
  }
}
