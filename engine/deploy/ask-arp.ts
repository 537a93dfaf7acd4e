import { fail } from '../../protocol/contract/problem.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { runProbe } from '../capture/probe.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import { addressOf, allVips } from '../topology/evidence.ts';
import type { SegmentOf } from '../topology/segment.ts';

/** ARP probes for each VIP, and the time between two (RFC 5227, 2.1.1: PROBE_NUM; ours are closer together). */
const probeCount = 3;
const intervalMs = 200;
/** A process for each. */
const mostAtOnce = 16;

/**
 * Asks by ARP, from this machine, for the lab's IPv4 VIPs, excluded ones included. Resolves to whether it could. Rejects with deploy.vip-in-use
 * where a MAC address that is not `ownMacs` answers.
 */
export async function askArpFromHere(
  tap: TapCommand,
  segmentOf: SegmentOf,
  lab: Lab,
  ownMacs: readonly string[],
): Promise<boolean> {
  const segment = tap.refusal ? null : await segmentOf(lab);
  if (segment === null) return false;
  const vips = lab.virtualRouters.flatMap(allVips).filter((vip) => !isIpv6(vip));
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
  const probe = runProbe(tap.argv, ['arp', '--interface', segment, '--address', vip, ...count], (line) => {
    if (line.kind !== 'arp') return;
    questions++;
    for (const { mac } of line.replies) macs.add(mac);
  });
  await probe.ended;
  return { vip, macs, questions };
}
