import type { Lab } from '../../../protocol/lab/schema.ts';
import { familyOf } from '../../topology/evidence.ts';
import { explainLoss } from '../firewall/explain.ts';
import type { VrrpPacket } from '../firewall/nft-match.ts';
import { failed, type Outcome, pass, warn } from '../outcome.ts';
import type { Visited } from '../visit.ts';
import { type VrrpPath, vrrpPath } from '../wire/judge-vrrp.ts';
import type { Observation } from '../wire/observation.ts';

export interface Direction {
  from: { site: Visited; seen: Observation };
  to: { site: Visited; seen: Observation };
}

/**
 * Does protocol 112 get from one node to the other, and where not, who drops it? Reads that host's packet rules. What is
 * sent is IPv4: of a lab without it nothing is claimed.
 */
export async function judgeVrrpPasses(lab: Lab, { from, to }: Direction): Promise<Outcome> {
  if (lab.virtualRouters.every((router) => familyOf(router) === 6)) return warn('vrrp-passes.ipv6-not-tried');
  const path = vrrpPath(from.seen, to.seen);
  const names = { from: from.seen.node, to: to.seen.node, target: from.seen.target };
  if (path === null)
    return warn('wire.not-checked', { node: names.to, reason: to.seen.unseen ?? from.seen.unseen ?? '' });
  if (path === 'passes') return pass('vrrp-passes.yes', names);
  if (path === 'lost-between') return failed('vrrp-passes.lost-between', names);
  const { site } = blockingSide({ from, to }, path);
  const node = site.node.name;
  const why = await explainLoss(site.host, packetOf({ from, to }, path));
  if (why.by === 'unknown') return failed('vrrp-passes.dropped-unexplained', { ...names, node });
  if (why.by === 'iptables') {
    const { program, blocker } = why;
    return failed('vrrp-passes.blocked-iptables', { node, program, ...blocker });
  }
  const { family, table, chain } = why.blocker;
  const params = { ...names, node, rule: why.rule, chain: `${family} ${table} ${chain}` };
  const code = path === 'blocked-in' ? 'vrrp-passes.blocked-in' : 'vrrp-passes.blocked-out';
  return failed(code, params, 'allow-vrrp');
}

export function blockingSide({ from, to }: Direction, path: VrrpPath): Direction['from'] {
  return path === 'blocked-in' ? to : from;
}

export function packetOf({ from, to }: Direction, path: VrrpPath): VrrpPacket {
  const direction = path === 'blocked-in' ? 'in' : 'out';
  return {
    direction,
    source: sourceOf(from.site),
    destination: from.seen.target,
    interface: (direction === 'in' ? to : from).site.node.interface,
  };
}

/** The interface's first address, which the kernel sends from. */
function sourceOf({ node, facts }: Visited): string {
  const device = facts.interfaces.find(({ name }) => name === node.interface);
  return device?.addresses[0]?.split('/')[0] ?? node.host;
}
