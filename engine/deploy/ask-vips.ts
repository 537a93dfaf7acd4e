import { fail } from '../../protocol/contract/problem.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { runProbe } from '../capture/probe.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import { addressOf, allVips } from '../topology/evidence.ts';
import type { SegmentOf } from '../topology/segment.ts';

/**
 * Questions for each VIP, and the time between two (RFC 5227, 2.1.1: PROBE_NUM; RFC 4861, 10: MAX_MULTICAST_SOLICIT;
 * ours are closer together).
 */
const probeCount = 3;
const intervalMs = 200;
/** A process for each. */
const mostAtOnce = 16;

/**
 * Asks by ARP and neighbour solicitation, from this machine, for the lab's VIPs, excluded ones included. Resolves to
 * whether it could. Rejects with deploy.vip-in-use where a MAC address that is not `ownMacs` answers.
 */
export async function askVipsFromHere(
  tap: TapCommand,
  segmentOf: SegmentOf,
  lab: Lab,
  ownMacs: readonly string[],
): Promise<boolean> {
  const segment = tap.refusal ? null : await segmentOf(lab);
  if (segment === null) return false;
  const vips = lab.virtualRouters.flatMap(allVips);
  let isAsked = true;
  for (let at = 0; at < vips.length; at += mostAtOnce) {
    const some = vips.slice(at, at + mostAtOnce).map((vip) => whoHas(tap, segment, addressOf(vip)));
    for (const { vip, macs, questions } of await Promise.all(some)) {
      for (const mac of macs) if (!ownMacs.includes(mac)) throw fail('deploy.vip-in-use', { mac, vip });
      isAsked &&= questions === probeCount;
    }
  }
  return isAsked;
}

async function whoHas(tap: TapCommand, segment: string, vip: string) {
  const macs = new Set<string>();
  let questions = 0;
  const count = ['--interval', String(intervalMs), '--count', String(probeCount)];
  const kind = isIpv6(vip) ? 'nd' : 'arp';
  const probe = runProbe(tap.argv, [kind, '--interface', segment, '--address', vip, ...count], (line) => {
    if (line.kind !== kind) return;
    questions++;
    for (const { mac } of line.replies) macs.add(mac);
  });
  await probe.ended;
  return { vip, macs, questions };
}
