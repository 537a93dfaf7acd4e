import { BlockList, isIPv6 } from 'node:net';
import { runProbe } from '../capture/probe.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import type { Recording } from './recording.ts';

export const icmpStepMs = 10;
export const httpStepMs = 50;
const httpTimeoutMs = 1000;

/** A client of the VIP: echo requests every 10 ms, a page every 50 ms. */
export interface ClientProbes {
  readonly counts: Record<'icmp' | 'http', { sent: number; lost: number; ok: boolean }>;
  stop(): Promise<void>;
}

/**
 * Which VIP a client asks for: the first; of IPv6 the first that is not link-local, where this machine has an address in
 * its subnet, or else the link-local one on the segment, which needs none (RFC 4007, 11).
 * @param own this machine's IPv6 addresses with their prefix
 */
export function askedVip(vips: readonly string[], segment: string | null, own: readonly string[]): string {
  const [first = ''] = vips;
  const linkLocal = vips.find((vip) => /^fe[89ab]/i.test(vip));
  if (!isIPv6(first) || linkLocal === undefined) return first;
  const subnets = new BlockList();
  for (const [address = '', prefix = ''] of own.map((entry) => entry.split('/')))
    subnets.addSubnet(address, Number(prefix), 'ipv6');
  const near = vips.find((vip) => vip !== linkLocal && subnets.check(vip, 'ipv6'));
  return near ?? (segment === null ? linkLocal : `${linkLocal}%${segment}`);
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
async function requestPage(host: string): Promise<boolean> {
  const { get } = await import('node:http');
  return new Promise((resolve) => {
    // A zone means something on this machine alone (RFC 6874, 4).
    const headers = host.includes('%') ? { host: `[${host.split('%')[0]}]` } : {};
    const options = { host, port: 80, path: '/', agent: false, timeout: httpTimeoutMs, headers };
    const request = get(options, (response) => {
      response.resume();
      response.on('end', () => resolve((response.statusCode ?? 500) < 500));
      response.on('error', () => resolve(false));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
