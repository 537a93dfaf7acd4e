import type { RouterOwnership } from '../../protocol/contract/topology.ts';
import type { Lab } from '../../protocol/lab/schema.ts';

export type Role = 'master' | 'backup' | 'fault' | 'initialize' | 'unknown';

export interface RoleView {
  role: Role;
  /** Whose word it is. */
  source: 'wire' | 'nodes' | 'arp' | null;
  /** Engine clock. */
  seenMs: number | null;
  priority: number | null;
}

/** What one node is in one virtual router, by the strongest fresh witness; `unknown` where all of them are old. */
export function roleOf(router: RouterOwnership, node: string, connected: boolean): RoleView {
  const wire = router.witnesses.wire.find((witness) => witness.node === node);
  const report = router.witnesses.nodes.find((witness) => witness.node === node);
  const priority =
    report?.freshness === 'fresh' && wire?.freshness !== 'fresh' ? report.priority : (wire?.priority ?? null);
  const newest = Math.max(wire?.lastSeenMs ?? 0, report?.seenMs ?? 0) || null;

  if (!connected) return { role: 'unknown', source: null, seenMs: newest, priority };
  if (wire?.freshness === 'fresh' && wire.priority > 0)
    return { role: 'master', source: 'wire', seenMs: wire.lastSeenMs, priority };
  if (report?.freshness === 'fresh')
    return { role: report.state, source: 'nodes', seenMs: report.seenMs, priority };
  if (router.verdict === 'owned' && router.owner === node)
    return { role: 'master', source: router.source, seenMs: router.seenMs, priority };
  return { role: 'unknown', source: null, seenMs: newest, priority };
}

/** A node that nobody heard of has the priority that the lab gives it. */
export function priorityOf(view: RoleView, lab: Lab | undefined, vrid: number, node: string): number | null {
  const configured = lab?.virtualRouters.find((router) => router.vrid === vrid)?.priorities[node];
  return view.priority ?? configured ?? null;
}

/** Everybody who holds the VIP by some fresh witness: one, none, or, in a split brain, several. */
export function claimants(router: RouterOwnership, connected: boolean): string[] {
  if (!connected) return [];
  if (router.verdict === 'owned') return router.owner === null ? [] : [router.owner];
  if (router.verdict === 'no-owner' || router.verdict === 'unknown') return [];
  const { wire, nodes, arp } = router.witnesses;
  const names = [
    ...wire.filter((w) => w.freshness === 'fresh' && w.priority > 0).map((w) => w.node ?? w.source),
    ...nodes.filter((w) => w.freshness === 'fresh' && w.addressesHeld.length > 0).map((w) => w.node),
    ...arp.filter((w) => w.freshness === 'fresh').map((w) => w.node ?? w.mac),
  ];
  return [...new Set(names)];
}
