import type { NodeLink, RouterOwnership } from '../../protocol/contract/topology.ts';
import type { Lab } from '../../protocol/lab/schema.ts';

export type Block =
  | 'offline'
  | 'keepalived'
  | 'not-deployed'
  | 'drill'
  | 'no-report'
  | 'fault'
  | 'starting'
  | 'is-master';

export interface Offer {
  to: string;
  /** Why it cannot be done now, and whose fault it is; null when it can. */
  blocked: { why: Block; node: string } | null;
}

export interface Circumstances {
  /** Who speaks on the nodes; keepalived takes no request to hand over. */
  backend: Lab['backend'];
  connected: boolean;
  deployed: boolean;
  drilling: boolean;
}

/** To which node a virtual router can be moved: to the one that does not lead. Null in a lab without a second node. */
export function switchoverOffer(
  router: RouterOwnership,
  nodes: readonly NodeLink[],
  { backend, connected, deployed, drilling }: Circumstances,
): Offer | null {
  const reports = router.witnesses.nodes.filter(({ freshness }) => freshness === 'fresh');
  const reportOf = (node: string) => reports.find((report) => report.node === node);
  const leader =
    nodes.find(({ name }) => name === router.owner) ??
    nodes.find(({ name }) => reportOf(name)?.state === 'master');
  const target = nodes.find((node) => node !== (leader ?? nodes[0]));
  if (!target) return null;
  const to = target.name;
  const blockedBy = (why: Block, node = to): Offer => ({ to, blocked: { why, node } });

  if (!connected) return blockedBy('offline');
  if (backend === 'keepalived') return blockedBy('keepalived');
  if (drilling) return blockedBy('drill');
  const silent = [target, ...nodes].find(({ name }) => reportOf(name) === undefined);
  // Somebody else may have deployed it: reports count for more than this window's record.
  if (silent) return deployed ? blockedBy('no-report', silent.name) : blockedBy('not-deployed');
  const state = reportOf(to)?.state;
  if (state === 'fault') return blockedBy('fault');
  if (state === 'initialize') return blockedBy('starting');
  if (state === 'master') return blockedBy('is-master');
  return { to, blocked: null };
}
