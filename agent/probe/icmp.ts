import { randomBytes } from 'node:crypto';
import raw from 'raw-socket';
import type { IcmpProbeLine } from '../../protocol/control/probe-messages.ts';
import { addressFamily } from '../../protocol/wire/address.ts';
import {
  decodeIcmpEcho,
  encodeIcmpEcho,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
} from '../../protocol/wire/icmp.ts';
import { decodeIp, PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from '../../protocol/wire/ip.ts';
import { nowNs } from '../clock.ts';
import { pace } from './pacer.ts';

const LOST_AFTER_NS = 1_000_000_000n;
const SWEEP_MS = 50;

export interface IcmpProbeOptions {
  /** Of either family; a link-local one with its zone, `fe80::1%eth0`. */
  address: string;
  intervalMs: number;
  /** 0: until stopped. */
  count: number;
}

interface Flight {
  seq: number;
  sentNs: bigint;
}

/**
 * Echo requests at a steady pace; what is not answered within a second is lost.
 * @param finished called after the last line of a counted probe
 * @throws Error with the system's words, "Operation not permitted" among them
 */
export function probeIcmp(
  options: IcmpProbeOptions,
  print: (line: IcmpProbeLine) => void,
  finished: () => void,
): { stop(): void } {
  const [target = ''] = options.address.split('%');
  const isIpv6 = addressFamily(target) === 6;
  const [requestType, replyType] = isIpv6
    ? ([ICMPV6_ECHO_REQUEST, ICMPV6_ECHO_REPLY] as const)
    : ([ICMP_ECHO_REQUEST, ICMP_ECHO_REPLY] as const);
  const socket = raw.createSocket({
    protocol: isIpv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP,
    addressFamily: isIpv6 ? raw.AddressFamily.IPv6 : raw.AddressFamily.IPv4,
    bufferSize: 2048,
  });
  const random = randomBytes(10);
  const id = random.readUInt16BE(0);
  /** Tells our replies from those to another ping with the same identifier. */
  const mark = random.subarray(2);
  const flights = new Map<number, Flight>();
  let lastSent = false;

  const land = (wireSeq: number, receivedNs: bigint | null) => {
    const flight = flights.get(wireSeq);
    if (flight === undefined) return;
    flights.delete(wireSeq);
    const { seq, sentNs } = flight;
    print({
      kind: 'icmp',
      seq,
      sentNs: `${sentNs}`,
      receivedNs: receivedNs === null ? null : `${receivedNs}`,
    });
    if (lastSent && flights.size === 0) finished();
  };
  socket.on('message', (packet, source) => {
    const receivedNs = nowNs();
    const message = isIpv6 ? packet : packet.subarray(decodeIp(packet)?.headerLength ?? packet.length);
    if (source.split('%')[0] !== target) return;
    const echo = decodeIcmpEcho(message);
    if (echo?.type !== replyType || echo.id !== id || mark.compare(echo.data) !== 0) return;
    land(echo.seq, receivedNs);
  });
  // A packet that could not be read or sent is a lost probe, which the sweep reports.
  socket.on('error', () => {});
  const pacer = pace({ ...options, clockMs: () => performance.now() }, (seq) => {
    const wireSeq = seq & 0xffff;
    const echo = Buffer.from(encodeIcmpEcho({ type: requestType, id, seq: wireSeq, data: mark }));
    lastSent = seq === options.count;
    flights.set(wireSeq, { seq, sentNs: nowNs() });
    socket.send(echo, 0, echo.length, options.address, () => {});
  });
  const sweep = setInterval(() => {
    const now = nowNs();
    for (const [wireSeq, flight] of flights) {
      if (now - flight.sentNs < LOST_AFTER_NS) break;
      land(wireSeq, null);
    }
  }, SWEEP_MS);
  return {
    stop() {
      pacer.stop();
      clearInterval(sweep);
      socket.close();
    },
  };
}
