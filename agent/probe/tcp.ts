import { connect, type Socket } from 'node:net';
import type { TcpProbeLine } from '../../protocol/control/probe-messages.ts';
import { nowNs } from '../clock.ts';
import { pace } from './pacer.ts';

export interface TcpProbeOptions {
  address: string;
  port: number;
  intervalMs: number;
  /** Less than the second after which the kernel repeats a SYN: what only that answered was lost. */
  timeoutMs: number;
  /** 0: until stopped. */
  count: number;
}

/**
 * Connections at a steady pace, each of them closed as soon as it is there; what is refused, or not accepted in time,
 * is lost.
 * @param finished called after the last line of a counted probe
 */
export function probeTcp(
  options: TcpProbeOptions,
  print: (line: TcpProbeLine) => void,
  finished: () => void,
): { stop(): void } {
  const { address, port, timeoutMs, count } = options;
  const flights = new Set<Socket>();
  let lastSent = false;
  const pacer = pace({ ...options, clockMs: () => performance.now() }, (seq) => {
    const sentNs = `${nowNs()}`;
    lastSent = seq === count;
    const socket = connect({ host: address, port });
    flights.add(socket);
    const land = (receivedNs: bigint | null) => {
      if (!flights.delete(socket)) return;
      clearTimeout(timer);
      // With a reset, so that thousands of them leave no waiting states behind.
      if (receivedNs === null) socket.destroy();
      else socket.resetAndDestroy();
      print({ kind: 'tcp', seq, sentNs, receivedNs: receivedNs === null ? null : `${receivedNs}` });
      if (lastSent && flights.size === 0) finished();
    };
    const timer = setTimeout(() => land(null), timeoutMs);
    socket.on('connect', () => land(nowNs())).on('error', () => land(null));
  });
  return {
    stop() {
      pacer.stop();
      for (const socket of flights) socket.destroy();
      flights.clear();
    },
  };
}
