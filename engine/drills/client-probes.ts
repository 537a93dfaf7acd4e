import { get } from 'node:http';
import { runProbe } from '../capture/probe.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import type { Recording } from './recording.ts';

export const icmpStepMs = 10;
const httpStepMs = 50;
const httpTimeoutMs = 1000;

/** A client of the VIP: echo requests every 10 ms, a page every 50 ms. */
export interface ClientProbes {
  readonly counts: Record<'icmp' | 'http', { sent: number; lost: number; ok: boolean }>;
  stop(): Promise<void>;
}

export function startClientProbes(tap: TapCommand, address: string, recording: Recording): ClientProbes {
  const counts = { icmp: { sent: 0, lost: 0, ok: false }, http: { sent: 0, lost: 0, ok: false } };
  const note = (kind: 'icmp' | 'http', sentMs: number, ok: boolean) => {
    recording[kind].push({ sentMs, ok });
    const count = counts[kind];
    count.sent++;
    count.ok = ok;
    if (!ok) count.lost++;
  };
  const options = ['icmp', '--address', address, '--interval', String(icmpStepMs)];
  const icmp = tap.refusal
    ? null
    : runProbe(tap.argv, options, (line) => {
        if (line.kind === 'icmp')
          note('icmp', Number(BigInt(line.sentNs) / 1000n) / 1000, line.receivedNs !== null);
      });
  const pending = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const sentMs = Date.now();
    const answer = requestPage(address).then((ok) => note('http', sentMs, ok));
    pending.add(answer);
    void answer.finally(() => pending.delete(answer));
  }, httpStepMs);
  return {
    counts,
    stop: async () => {
      clearInterval(timer);
      icmp?.stop();
      await Promise.all([icmp?.ended, ...pending]);
    },
  };
}

/** Any answer below 500 means that the VIP serves. */
function requestPage(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port: 80, path: '/', agent: false, timeout: httpTimeoutMs }, (response) => {
      response.resume();
      response.on('end', () => resolve((response.statusCode ?? 500) < 500));
      response.on('error', () => resolve(false));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
