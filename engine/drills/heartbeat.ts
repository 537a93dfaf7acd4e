import { createInterface } from 'node:readline';
import type { Host } from '../ssh/host.ts';
import { heartbeatScript } from './guard-scripts.ts';

const beatMs = 1000;
const clockExchanges = 5;

/** Keeps the lease on a host, and with the same exchanges compares its clock with ours. */
export interface Heartbeat {
  /** Difference of the host's clock to ours and how well it is known, milliseconds. */
  readonly clock: { offsetMs: number; uncertaintyMs: number };
  /** When the host last answered, on our clock. */
  readonly lastBeatMs: number;
  stop(): void;
}

/** Resolves once the host has answered; rejects when it does not. */
export async function startHeartbeat(host: Host): Promise<Heartbeat> {
  const command = await host.start(['sh', '-c', heartbeatScript]);
  command.stderr.resume();
  const lines = createInterface({ input: command.stdout })[Symbol.asyncIterator]();
  let lastBeatMs = 0;
  let clock = { offsetMs: 0, uncertaintyMs: Number.POSITIVE_INFINITY };

  const beat = async () => {
    const sentMs = preciseNow();
    command.stdin.write('\n');
    const { value, done } = await lines.next();
    if (done) throw new Error('the heartbeat ended');
    const receivedMs = preciseNow();
    lastBeatMs = Date.now();
    // The shortest exchange knows best; Date.now() on the other side of the sum is good to half a millisecond.
    const uncertaintyMs = (receivedMs - sentMs) / 2 + 0.5;
    if (uncertaintyMs < clock.uncertaintyMs)
      clock = { offsetMs: Number(value) / 1e6 - (sentMs + receivedMs) / 2, uncertaintyMs };
  };
  for (let exchange = 0; exchange < clockExchanges; exchange++) await beat();
  // A beat that fails later is what the lease is for.
  const timer = setInterval(() => void beat().catch(() => clearInterval(timer)), beatMs);
  void command.ended.then(() => clearInterval(timer));

  return {
    get clock() {
      return clock;
    },
    get lastBeatMs() {
      return lastBeatMs;
    },
    stop: () => {
      clearInterval(timer);
      command.stdin.end();
    },
  };
}

/** Milliseconds since the epoch with a fraction; Date.now() alone has none. */
function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
