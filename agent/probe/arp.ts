import type { ArpProbeLine } from '../../protocol/control/probe-messages.ts';
import { ARP_REPLY, arpRequestFrame, decodeArp } from '../../protocol/wire/arp.ts';
import { ETHERTYPE_ARP } from '../../protocol/wire/ethernet.ts';
import { nowNs } from '../clock.ts';
import { PacketReceiver, PacketSender } from '../native/packet-socket.ts';
import { findLink } from './find-link.ts';
import { pace } from './pacer.ts';

const LISTEN_MS = 500;
const ETHERNET_HEADER_LENGTH = 14;

export interface ArpProbeOptions {
  interface: string;
  address: string;
  /** Sender protocol address; 0.0.0.0 touches nobody's cache (RFC 5227, 2.1.1). */
  source: string;
  intervalMs: number;
  /** 0: until stopped. */
  count: number;
}

/**
 * Asks who has an address, again and again, and says who answered each time: one answer is a host, two are a fight.
 * @param finished called after the last line of a counted probe
 * @throws ProblemError capture.interface-missing; SystemError EPERM
 */
export function probeArp(
  options: ArpProbeOptions,
  print: (line: ArpProbeLine) => void,
  finished: () => void,
): { stop(): void } {
  const link = findLink(options.interface);
  const request = Buffer.from(arpRequestFrame(link.mac, options.source, options.address));
  const sender = new PacketSender(link.index);
  const receiver = new PacketReceiver({
    index: link.index,
    etherType: ETHERTYPE_ARP,
    snapLength: 128,
    receiveBufferBytes: 1024 * 1024,
    clockNs: nowNs,
  });
  let asked: ArpProbeLine | undefined;
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
      const arp = decodeArp(bytes.subarray(ETHERNET_HEADER_LENGTH));
      if (arp?.operation !== ARP_REPLY || arp.senderIp !== options.address) return;
      if (arp.targetMac !== link.mac) return;
      asked?.replies.push({ mac: arp.senderMac, ns: `${tsNs}` });
    },
    failed: finished,
  });
  const pacer = pace({ ...options, clockMs: () => performance.now() }, (seq) => {
    settle();
    asked = { kind: 'arp', seq, sentNs: `${nowNs()}`, replies: [] };
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
