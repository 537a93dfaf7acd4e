import type { Freshness, Mismatch, NodeLink, NodeWitness } from '../../protocol/contract/topology.ts';
import type { AgentStatus } from '../../protocol/control/agent-messages.ts';
import { nameChecks } from '../../protocol/lab/name-checks.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { NodeSighting } from './evidence.ts';
import { masterDownMs } from './lab-timers.ts';
import { mismatchKey } from './mismatch-times.ts';
import { nodeSinceMs } from './node-time.ts';

/** What a node's agent said, as the page wants it: every claim with the age of the report that it was in. */

/** The agent says "alive" once a second; three misses make its report old. */
const nodeFreshMs = 3500;

function freshnessOf(sighting: NodeSighting | undefined, nowMs: number): Freshness {
  if (sighting?.seenMs == null) return 'never';
  return sighting.link === 'reporting' && nowMs - sighting.seenMs <= nodeFreshMs ? 'fresh' : 'stale';
}

/** What a node runs where it is not this lab as this node; null where it is. */
export function otherLabOf(
  lab: Lab,
  node: string,
  status: Pick<AgentStatus, 'lab' | 'node'>,
): { lab: string; node: string } | null {
  if (status.lab === lab.name && status.node === node) return null;
  return { lab: status.lab, node: status.node };
}

export function projectNode(
  lab: Lab,
  { name, host, interface: interfaceName }: LabNode,
  sighting: NodeSighting | undefined,
  nowMs: number,
): NodeLink {
  const status = sighting?.status ?? null;
  const seenMs = sighting?.seenMs ?? null;
  const since = (atNs: string) => nodeSinceMs(seenMs ?? nowMs, status?.nowNs, atNs);
  const other = status && otherLabOf(lab, name, status);
  const weights = new Map(nameChecks(lab.checks).map((check) => [check.name, check.weight]));
  return {
    name,
    host,
    interface: interfaceName,
    agent: sighting?.link ?? 'unknown',
    agentVersion: status?.version ?? null,
    ...(other ? { otherLab: other } : {}),
    seenMs,
    problem: sighting?.problem ?? null,
    problemMs: sighting?.problemMs ?? null,
    reportFreshness: freshnessOf(sighting, nowMs),
    checks: (status?.checks ?? []).map((check) => ({
      name: check.name,
      kind: check.kind,
      passing: check.passing,
      sinceMs: since(check.sinceNs),
      detail: check.detail,
      weight: weights.get(check.name) ?? null,
    })),
    lastReload: status?.lastReload
      ? { atMs: since(status.lastReload.atNs), problem: status.lastReload.problem }
      : null,
  };
}

/** What a node says of one virtual router; null where it said nothing. */
export function projectWitness(
  lab: Lab,
  router: VirtualRouter,
  node: string,
  sighting: NodeSighting | undefined,
  { nowMs, nameOf }: { nowMs: number; nameOf(address: string): string | null },
): NodeWitness | null {
  const status = sighting?.status?.routers.find((entry) => entry.vrid === router.vrid);
  if (!sighting || !status || sighting.seenMs === null) return null;
  const freshness = freshnessOf(sighting, nowMs);
  // Between two adverts and two reports a mismatch that goes on is not counted.
  const lastsMs = masterDownMs(lab, router) + nodeFreshMs;
  const mismatches = status.mismatches.map((entry): Mismatch => {
    const seenMs = sighting.mismatchTimes.get(mismatchKey(status, entry)) ?? null;
    const goesOn = freshness === 'fresh' && seenMs !== null && nowMs - seenMs <= lastsMs;
    return { ...entry, node: nameOf(entry.source), seenMs, freshness: goesOn ? 'fresh' : 'stale' };
  });
  return {
    node,
    state: status.state,
    cause: status.cause,
    sinceMs: nodeSinceMs(sighting.seenMs, sighting.status?.nowNs, status.sinceNs),
    priority: status.priority,
    configuredPriority: status.configuredPriority ?? null,
    switchoverPriority: status.switchoverPriority,
    faults: status.faults,
    mismatches,
    addressesHeld: status.addressesHeld,
    seenMs: sighting.seenMs,
    freshness,
  };
}
