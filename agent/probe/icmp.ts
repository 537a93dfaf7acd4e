import { randomBytes } from 'node:crypto';
import raw from 'raw-socket';
import type { IcmpProbeLine } from '../../protocol/control/probe-messages.ts';
import {
  decodeIcmpEcho,
  encodeIcmpEcho,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
} from '../../protocol/wire/icmp.ts';
import { decodeIp, PROTOCOL_ICMP } from '../../protocol/wire/ip.ts';
import { nowNs } from '../clock.ts';
import { pace } from './pacer.ts';

const LOST_AFTER_NS = 1_000_000_000n;
const SWEEP_MS = 50;

export interface IcmpProbeOptions {
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
  const socket = raw.createSocket({ protocol: PROTOCOL_ICMP, bufferSize: 2048 });
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
  socket.on('message', (packet) => {
    const receivedNs = nowNs();
    const ip = decodeIp(packet);
    if (ip === undefined || ip.src !== options.address) return;
    const echo = decodeIcmpEcho(packet.subarray(ip.headerLength));
    if (echo?.type !== ICMP_ECHO_REPLY || echo.id !== id || mark.compare(echo.data) !== 0) return;
    land(echo.seq, receivedNs);
  });
  // A packet that could not be read or sent is a lost probe, which the sweep reports.
  socket.on('error', () => {});
  const pacer = pace({ ...options, clockMs: () => performance.now() }, (seq) => {
    const wireSeq = seq & 0xffff;
    const echo = Buffer.from(encodeIcmpEcho({ type: ICMP_ECHO_REQUEST, id, seq: wireSeq, data: mark }));
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
