import { ARP_REPLY, arpRequestFrame, decodeArp } from '../../protocol/wire/arp.ts';
import { ETHERTYPE_ARP, ETHERTYPE_IPV6 } from '../../protocol/wire/ethernet.ts';
import { decodeIp, PROTOCOL_ICMPV6 } from '../../protocol/wire/ip.ts';
import { decodeNeighbourAdvertisement } from '../../protocol/wire/ndp.ts';
import { solicitationFrame } from '../../protocol/wire/solicitation.ts';

const ETHERNET_HEADER_LENGTH = 14;

/** Who has this address? In the words of the address's family. */
export interface Question {
  kind: 'arp' | 'nd';
  etherType: number;
  frame: Uint8Array;
  /** The MAC address that a frame of this EtherType gives as an answer; undefined where it is none. */
  answer(frame: Uint8Array): string | undefined;
}

/** @param source 0.0.0.0 touches nobody's cache (RFC 5227, 2.1.1) */
export function arpQuestion(mac: string, source: string, address: string): Question {
  return {
    kind: 'arp',
    etherType: ETHERTYPE_ARP,
    frame: arpRequestFrame(mac, source, address),
    answer: (frame) => {
      const arp = decodeArp(frame.subarray(ETHERNET_HEADER_LENGTH));
      const isAnswer = arp?.operation === ARP_REPLY && arp.senderIp === address && arp.targetMac === mac;
      return isAnswer ? arp.senderMac : undefined;
    },
  };
}

/** @param source the asker's link-local address: see solicitationFrame */
export function neighbourQuestion(mac: string, source: string, address: string): Question {
  return {
    kind: 'nd',
    etherType: ETHERTYPE_IPV6,
    frame: solicitationFrame(mac, source, address),
    answer: (frame) => {
      const packet = frame.subarray(ETHERNET_HEADER_LENGTH);
      const ip = decodeIp(packet);
      if (ip?.version !== 6 || ip.protocol !== PROTOCOL_ICMPV6 || ip.dst !== source) return undefined;
      const advertisement = decodeNeighbourAdvertisement(packet.subarray(ip.headerLength));
      const isAnswer = advertisement?.target === address && advertisement.solicited;
      return isAnswer ? advertisement.targetMac : undefined;
    },
  };
}
