import { fail } from '../../protocol/contract/problem.ts';
import { type ProbeLine, probeLineSchema } from '../../protocol/control/probe-messages.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Capture } from '../capture/capture.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Host } from '../ssh/host.ts';
import { installFolder } from './host-paths.ts';

/** Watches for others who already speak for the lab's VRIDs. */
export interface Strangers {
  /** Listens from now on. */
  listen(lab: Lab): Listening;
}

export interface Listening {
  /** Waits until it listened long enough. Rejects with deploy.other-vrrp when a source outside `own` was heard. */
  expectNone(own: readonly string[], signal: AbortSignal): Promise<void>;
  stop(): void;
}

/** Three adverts at the default interval of 1 s and a little. */
const listenMs = 3200;

/** ARP probes for each VIP (RFC 5227, 2.1.1: PROBE_NUM). */
const probeCount = 3;

/** Listens with the local capture; where that is not possible the check is left to the verification afterwards. */
export function createStrangers(
  capture: Capture,
  clock: Clock,
  segmentOf: (lab: Lab) => string | null,
): Strangers {
  return {
    listen: (lab) => {
      const vrids = new Set(lab.virtualRouters.map((router) => router.vrid));
      const heard = new Map<string, number>();
      const startedMs = clock.now();
      const segment = segmentOf(lab);
      const stop = capture.onFrame((frame) => {
        if (frame.vrrp && frame.ip && frame.vrrp.priority > 0 && vrids.has(frame.vrrp.vrid))
          heard.set(frame.ip.src, frame.vrrp.vrid);
      });
      const canListen = segment
        ? capture.start(segment).then(
            () => true,
            () => false,
          )
        : Promise.resolve(false);
      return {
        stop,
        expectNone: async (own, signal) => {
          if (!(await canListen)) return;
          await delay(clock, Math.max(0, listenMs - (clock.now() - startedMs)), signal);
          for (const [source, vrid] of heard)
            if (!own.includes(source)) throw fail('deploy.other-vrrp', { source, vrid });
        },
      };
    },
  };
}

/**
 * Asks, from the node itself, whether anybody answers ARP for the lab's IPv4 VIPs; the lab's own nodes may.
 * Rejects with deploy.vip-in-use.
 */
export async function checkVipsUnused(
  host: Host,
  sha256: string,
  node: LabNode,
  lab: Lab,
  ownMacs: readonly string[],
): Promise<void> {
  const program = `${installFolder}/${sha256}/bin/tandem-agent`;
  for (const vip of lab.virtualRouters.flatMap((router) => router.vips)) {
    if (isIpv6(vip)) continue;
    const address = vip.split('/')[0] ?? vip;
    const options = [
      '--interface',
      node.interface,
      '--address',
      address,
      '--interval',
      '200',
      '--count',
      '3',
    ];
    const output = await host.check([program, 'probe', 'arp', ...options]);
    const asked = parseLines(output).filter((line) => line.kind === 'arp');
    // A probe that did not ask has not found the address unused.
    if (asked.length < probeCount)
      throw fail('host.command-failed', { command: 'probe arp', host: host.address, status: 0 }, output);
    for (const { mac } of asked.flatMap((line) => line.replies))
      if (!ownMacs.includes(mac)) throw fail('deploy.vip-in-use', { mac, vip: address });
  }
}

function parseLines(output: string): ProbeLine[] {
  return output
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const parsed = probeLineSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    });
}
