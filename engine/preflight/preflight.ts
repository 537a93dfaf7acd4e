import type { PreflightCheck } from '../../protocol/contract/preflight.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { settleAll } from '../platform/settle-all.ts';
import { judgeLab } from './checks/lab.ts';
import { judgeTwoMachines } from './checks/two-machines.ts';
import { judgeVrrpPasses } from './checks/vrrp-passes.ts';
import { toCheck } from './outcome.ts';
import type { Visited } from './visit.ts';
import { isReadable, judgeNode, noAccess, type VisitParts, visitNode } from './visit-node.ts';
import { judgeVips, judgeVrids } from './wire/judge-others.ts';
import { judgeSegment } from './wire/judge-segment.ts';
import type { WirePicture } from './wire/observation.ts';
import { observeWire } from './wire/observe.ts';

/**
 * Looks at everything that a deploy and the pair afterwards need, on both nodes at once, and tells each check as it is
 * done. Nothing is written to a host; what is put on the wire are ARP probes, neighbour solicitations and packets that
 * no VRRP router accepts. A node that cannot be reached is one failed check and not a reason to look no further.
 * Resolves to whether nothing failed; rejects with what `onCheck` rejects with. No connection outlives either.
 */
export async function runPreflight(
  parts: VisitParts,
  lab: Lab,
  onCheck: (check: PreflightCheck) => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  let ok = true;
  const tell = async (checks: readonly PreflightCheck[]) => {
    for (const check of checks) {
      if (check.status === 'fail') ok = false;
      if (!signal.aborted) await onCheck(check);
    }
  };
  await tell([toCheck(null, 'lab', judgeLab(lab))]);
  const opened: Visited[] = [];
  const look = async (node: LabNode): Promise<PreflightCheck[]> => {
    try {
      const site = await visitNode(parts, lab, node);
      opened.push(site);
      return judgeNode(parts, lab, site);
    } catch (error) {
      return [noAccess(node, error)];
    }
  };
  try {
    await settleAll(lab.nodes.map((node) => look(node).then(tell)));
    const sites = lab.nodes.flatMap((node) =>
      opened.filter((site) => site.node === node && isReadable(site)),
    );
    const [first, second] = sites;
    if (!first || !second || signal.aborted) return ok;
    const distinct = judgeTwoMachines(sites);
    await tell([toCheck(null, 'two-machines', distinct)]);
    // One machine under two names hears nobody: its own frames do not come back to it.
    if (distinct.status === 'fail') return ok;
    const picture = await observeWire(parts.clock, lab, [first, second], signal);
    await tell(await judgePair(lab, [first, second], picture));
    return ok;
  } finally {
    for (const { host } of opened) host.session.close();
  }
}

async function judgePair(
  lab: Lab,
  sites: readonly [Visited, Visited],
  picture: WirePicture,
): Promise<PreflightCheck[]> {
  const checks: PreflightCheck[] = [];
  for (const direction of directions(sites, picture)) {
    const { from, to } = direction;
    checks.push(toCheck(to.seen.node, 'same-segment', judgeSegment(from.seen, to.seen)));
    checks.push(toCheck(to.seen.node, 'vrrp-passes', await judgeVrrpPasses(direction)));
  }
  checks.push(toCheck(null, 'vrid-free', judgeVrids(lab, picture)));
  checks.push(toCheck(null, 'vip-unused', judgeVips(lab, picture)));
  return checks;
}

/** From the first node to the second, and back. */
export function directions([first, second]: readonly [Visited, Visited], { nodes }: WirePicture) {
  const a = { site: first, seen: nodes[0] };
  const b = { site: second, seen: nodes[1] };
  return [
    { from: a, to: b },
    { from: b, to: a },
  ];
}
