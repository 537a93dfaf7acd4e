import { type Phrase, type PhraseCode, phrase, wordPhrase } from '../../protocol/contract/phrase.ts';
import { fail } from '../../protocol/contract/problem.ts';
import type { RouterOwnership, Topology } from '../../protocol/contract/topology.ts';
import type { Lab, VirtualRouter } from '../../protocol/lab/schema.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { LabWatcher } from '../topology/watcher.ts';

/** By what speaks on a lab's nodes. */
const silence = {
  'tandem-agent': 'doubt.agent-silent',
  keepalived: 'doubt.keepalived-silent',
} as const satisfies Record<Lab['backend'], PhraseCode>;

/**
 * Why this virtual router is not in a steady state, or null when it is: one owner, everybody agrees, both report, and no
 * preemption is to come.
 */
export function doubt(
  topology: Topology,
  { backend }: Pick<Lab, 'backend'>,
  { vrid, preempt, priorities, transport }: VirtualRouter,
): Phrase | null {
  const router = topology.virtualRouters.find((entry) => entry.vrid === vrid);
  if (!router) return phrase('doubt.no-router', { vrid });
  if (topology.capture.state !== 'running') return phrase('doubt.no-capture');
  const silent = topology.nodes.find((node) => node.agent !== 'reporting');
  if (silent) return phrase(silence[backend], { node: silent.name });
  const { owner, verdict, source } = router;
  if (verdict !== 'owned' || !isSeen(source, transport) || owner === null)
    return phrase('doubt.not-owned', { verdict });
  const reports = router.witnesses.nodes;
  if (reports.find((report) => report.node === owner)?.state !== 'master')
    return phrase('doubt.owner-not-master', { owner });
  const standby = topology.nodes.find((node) => node.name !== owner);
  const isReady = reports.find((report) => report.node === standby?.name)?.state === 'backup';
  if (!isReady) return phrase('doubt.standby-not-ready', { node: standby?.name ?? '-' });
  const isPreferred = (priorities[owner] ?? 0) >= (priorities[standby?.name ?? ''] ?? 0);
  return isPreferred || !preempt ? null : phrase('doubt.not-home', { node: standby?.name ?? '-' });
}

/** A switch hands unicast adverts to the peer alone: there the nodes' reports, and who answers ARP, have to do. */
export function isSeen(source: RouterOwnership['source'], transport: VirtualRouter['transport']): boolean {
  return source === 'wire' || (source === 'nodes' && transport === 'unicast');
}

/** The first doubt about any virtual router of the lab: what a drill does to a node is done to all of them. */
export function doubtAboutLab(topology: Topology, lab: Lab): Phrase | null {
  return (
    lab.virtualRouters.map((router) => doubt(topology, lab, router)).find((reason) => reason !== null) ?? null
  );
}

/** Waits until there is no doubt left: resolves to null, or to the last doubt after `timeoutMs` or on abort. */
export async function waitFor(
  watcher: LabWatcher,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal | null,
  doubtOf: (topology: Topology) => Phrase | null,
): Promise<Phrase | null> {
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    const reason = doubtOf(watcher.topology());
    if (reason === null || signal?.aborted || clock.now() >= deadline) return reason;
    await nextChange(watcher, clock, signal);
  }
}

/** Rejects with drill.halted or drill.not-ready unless all of the lab is in a steady state in time. */
export async function requireSteady(
  watcher: LabWatcher,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  router: VirtualRouter,
): Promise<RouterOwnership> {
  const doubtOf = (topology: Topology) => doubtAboutLab(topology, watcher.lab);
  const reason = await waitFor(watcher, clock, timeoutMs, signal, doubtOf);
  if (signal.aborted) throw fail('drill.halted');
  if (reason) throw fail('drill.not-ready', { detail: wordPhrase(reason, 'en') });
  return routerOf(watcher.topology(), router.vrid);
}

/** Evidence came in, or a moment passed: freshness changes by time alone. */
async function nextChange(watcher: LabWatcher, clock: Clock, signal: AbortSignal | null): Promise<void> {
  const pause = new AbortController();
  const stop = watcher.onChange(() => pause.abort());
  const halt = () => pause.abort();
  signal?.addEventListener('abort', halt, { once: true });
  await delay(clock, 100, pause.signal);
  stop();
  signal?.removeEventListener('abort', halt);
}

export function routerOf(topology: Topology, vrid: number): RouterOwnership {
  const router = topology.virtualRouters.find((entry) => entry.vrid === vrid);
  if (!router) throw fail('drill.not-ready', { detail: `there is no virtual router ${vrid}` });
  return router;
}
