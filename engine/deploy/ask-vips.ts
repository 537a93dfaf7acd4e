import { fail } from '../../protocol/contract/problem.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { runProbe } from '../capture/probe.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import { addressOf, allVips } from '../topology/evidence.ts';
import type { SegmentOf } from '../topology/segment.ts';
import { questionCount, whoHas } from './who-has.ts';

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
    const some = vips.slice(at, at + mostAtOnce).map((vip) => ask(tap, segment, addressOf(vip)));
    for (const { vip, macs, questions } of await Promise.all(some)) {
      for (const mac of macs) if (!ownMacs.includes(mac)) throw fail('deploy.vip-in-use', { mac, vip });
      isAsked &&= questions === questionCount;
    }
  }
  return isAsked;
}

async function ask(tap: TapCommand, segment: string, vip: string) {
  const macs = new Set<string>();
  let questions = 0;
  const { kind, argv } = whoHas(segment, vip);
  const probe = runProbe(tap.argv, argv, (line) => {
    if (line.kind !== kind) return;
    questions++;
    for (const { mac } of line.replies) macs.add(mac);
  });
  await probe.ended;
  return { vip, macs, questions };
}
