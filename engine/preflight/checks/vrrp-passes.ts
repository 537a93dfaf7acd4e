import { explainLoss } from '../firewall/explain.ts';
import { headerMatch, type VrrpPacket } from '../firewall/nft-match.ts';
import { failed, type Outcome, pass, warn } from '../outcome.ts';
import type { Visited } from '../visit.ts';
import { type VrrpPath, vrrpPath } from '../wire/judge-vrrp.ts';
import { type Observation, type SentProbe, unseenOf } from '../wire/observation.ts';

export interface Direction {
  from: { site: Visited; seen: Observation };
  to: { site: Visited; seen: Observation };
}

/**
 * Does protocol 112 get from one node to the other, over every family of the lab, and where not, who drops it? Reads
 * that host's packet rules. Of two families the one that is worse off is told.
 */
export async function judgeVrrpPasses(direction: Direction): Promise<Outcome> {
  const { from } = direction;
  const outcomes: Outcome[] = [];
  for (const probe of from.seen.probes) outcomes.push(await judgeProbe(direction, probe));
  const worst = (status: Outcome['status']) => outcomes.find((outcome) => outcome.status === status);
  const target = from.seen.probes.map((probe) => probe.target).join(', ');
  return worst('fail') ?? worst('warn') ?? pass('vrrp-passes.yes', { from: from.seen.node, target });
}

async function judgeProbe({ from, to }: Direction, probe: SentProbe): Promise<Outcome> {
  const path = vrrpPath(from.seen, to.seen, probe);
  const names = { from: from.seen.node, to: to.seen.node, target: probe.target };
  if (path === null) {
    const other = unseenOf(to.seen, probe.family);
    const [node, reason] = other === null ? [from, unseenOf(from.seen, probe.family)] : [to, other];
    return warn('wire.not-checked', { node: node.seen.node, reason: reason ?? '' });
  }
  if (path === 'passes') return pass('vrrp-passes.yes', names);
  if (path === 'lost-between') return failed('vrrp-passes.lost-between', names);
  const { site } = blockingSide({ from, to }, path);
  const node = site.node.name;
  const packet = packetOf({ from, to }, path, probe);
  const why = await explainLoss(site.host, packet);
  if (why.by === 'unknown') return failed('vrrp-passes.dropped-unexplained', { ...names, node });
  if (why.by === 'iptables') {
    const { program, blocker } = why;
    return failed('vrrp-passes.blocked-iptables', { ...names, node, program, ...blocker });
  }
  const { family, table, chain } = why.blocker;
  const match = headerMatch(packet).join(' ');
  const params = { ...names, node, rule: why.rule, chain: `${family} ${table} ${chain}`, match };
  const code = path === 'blocked-in' ? 'vrrp-passes.blocked-in' : 'vrrp-passes.blocked-out';
  return failed(code, params, 'allow-vrrp');
}

export function blockingSide({ from, to }: Direction, path: VrrpPath): Direction['from'] {
  return path === 'blocked-in' ? to : from;
}

export function packetOf({ from, to }: Direction, path: VrrpPath, probe: SentProbe): VrrpPacket {
  const direction = path === 'blocked-in' ? 'in' : 'out';
  const { family, source, target } = probe;
  return {
    direction,
    family,
    source,
    destination: target,
    interface: (direction === 'in' ? to : from).site.node.interface,
  };
}
