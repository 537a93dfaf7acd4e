import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import { type ProbeLine, probeLineSchema } from '../../protocol/control/probe-messages.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Capture } from '../capture/capture.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Host } from '../ssh/host.ts';
import { addressOf, allVips, familyOf, isVirtualMac } from '../topology/evidence.ts';
import type { SegmentOf } from '../topology/segment.ts';
import { installFolder } from './host-paths.ts';
import { questionCount, whoHas } from './who-has.ts';

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

/** Each takes a channel of the SSH connection (sshd_config(5), MaxSessions: 10). */
const mostAtOnce = 4;

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
 * Asks, from the node itself, whether anybody has the lab's VIPs, excluded ones included, by ARP or neighbour
 * solicitation; the lab's own nodes may. Rejects with deploy.vip-in-use.
 */
export async function checkVipsUnused(
  host: Host,
  sha256: string,
  node: LabNode,
  lab: Lab,
  ownMacs: readonly string[],
): Promise<void> {
  const program = `${installFolder}/${sha256}/bin/tandem-agent`;
  const vips = lab.virtualRouters.flatMap(allVips).map(addressOf);
  for (let at = 0; at < vips.length; at += mostAtOnce) {
    const some = vips.slice(at, at + mostAtOnce).map(async (vip) => {
      for (const mac of await ask(host, program, node.interface, vip))
        if (!ownMacs.includes(mac)) throw fail('deploy.vip-in-use', { mac, vip });
    });
    await Promise.all(some);
  }
}

async function ask(host: Host, program: string, interfaceName: string, vip: string): Promise<string[]> {
  const { kind, argv } = whoHas(interfaceName, vip);
  const { stdout, status } = await host.run([program, 'probe', ...argv]);
  const lines = parseProbeLines(stdout);
  for (const line of lines) if (line.kind === 'problem') throw new ProblemError(line.problem);
  const replies = lines.flatMap((line) => (line.kind === 'arp' || line.kind === 'nd' ? [line.replies] : []));
  // A probe that did not ask has not found the address unused.
  if (replies.length < questionCount)
    throw fail('host.command-failed', { command: `probe ${kind}`, host: host.address, status }, stdout);
  return replies.flat().map(({ mac }) => mac);
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
