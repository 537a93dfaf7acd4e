import { fail } from '../../protocol/contract/problem.ts';
import { type ProbeLine, probeLineSchema } from '../../protocol/control/probe-messages.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Capture } from '../capture/capture.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Host } from '../ssh/host.ts';
import { addressOf, allVips, familyOf, isVirtualMac } from '../topology/evidence.ts';
import type { SegmentOf } from '../topology/segment.ts';
import { installFolder } from './host-paths.ts';

/** Watches for others who already speak for the lab's VRIDs. */
export interface Strangers {
  /** Listens from now on. */
  listen(lab: Lab): Listening;
}

export interface Listening {
  /**
   * Waits until it listened long enough. Resolves to whether it could listen at all; rejects with deploy.other-vrrp
   * when somebody was heard who is none of `own`.
   */
  expectNone(own: OwnSpeakers, signal: AbortSignal): Promise<boolean>;
  stop(): void;
}

/** How the lab's own speakers are told from others. */
export interface OwnSpeakers {
  sources: readonly string[];
  /** An IPv6 speaker's source is a link-local address, which no lab names. */
  macs: readonly string[];
}

/** The other family's virtual router of a VRID is another one (RFC 9568, 5.2.3). */
export function isOfLab(lab: Lab, vrid: number, family: 4 | 6): boolean {
  return lab.virtualRouters.some((router) => router.vrid === vrid && familyOf(router) === family);
}

/** By the address that an advert came from, or the MAC address unless it is the virtual one: whoever leads has that. */
export function isOwn({ sources, macs }: OwnSpeakers, source: string, mac: string | undefined): boolean {
  return sources.includes(source) || (mac !== undefined && !isVirtualMac(mac) && macs.includes(mac));
}

/** Three adverts at the default interval of 1 s and a little. */
const listenMs = 3200;

/** ARP probes for each VIP (RFC 5227, 2.1.1: PROBE_NUM). */
const probeCount = 3;

/** Listens with the local capture; where that is not possible the check is left to the verification afterwards. */
export function createStrangers(capture: Capture, clock: Clock, segmentOf: SegmentOf): Strangers {
  return {
    listen: (lab) => {
      const heard = new Map<string, { vrid: number; mac: string | undefined }>();
      const startedMs = clock.now();
      const stop = capture.onFrame(({ vrrp, ip, link }) => {
        if (vrrp && ip && vrrp.priority > 0 && isOfLab(lab, vrrp.vrid, ip.version))
          heard.set(ip.src, { vrid: vrrp.vrid, mac: link?.src });
      });
      const start = async () => {
        const segment = await segmentOf(lab);
        if (segment) await capture.start(segment);
        return segment !== null;
      };
      const canListen = start().catch(() => false);
      return {
        stop,
        expectNone: async (own, signal) => {
          if (!(await canListen)) return false;
          await delay(clock, Math.max(0, listenMs - (clock.now() - startedMs)), signal);
          for (const [source, { vrid, mac }] of heard)
            if (!isOwn(own, source, mac)) throw fail('deploy.other-vrrp', { source, vrid });
          return true;
        },
      };
    },
  };
}

/**
 * Asks, from the node itself, whether anybody answers ARP for the lab's IPv4 VIPs, excluded ones included; the
 * lab's own nodes may.
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
  for (const vip of lab.virtualRouters.flatMap(allVips)) {
    if (isIpv6(vip)) continue;
    const address = addressOf(vip);
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
    const asked = parseProbeLines(output).filter((line) => line.kind === 'arp');
    // A probe that did not ask has not found the address unused.
    if (asked.length < probeCount)
      throw fail('host.command-failed', { command: 'probe arp', host: host.address, status: 0 }, output);
    for (const { mac } of asked.flatMap((line) => line.replies))
      if (!ownMacs.includes(mac)) throw fail('deploy.vip-in-use', { mac, vip: address });
  }
}

export function parseProbeLines(output: string): ProbeLine[] {
  return output
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const parsed = probeLineSchema.safeParse(parseJson(line));
      return parsed.success ? [parsed.data] : [];
    });
}

/** What a host prints beside the answers is no answer. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
