import { fail } from '../../protocol/contract/problem.ts';
import type { RouterOwnership, Topology } from '../../protocol/contract/topology.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { LabWatcher } from '../topology/watcher.ts';

/** Why this virtual router is not in a steady state, or null when it is: one owner, everybody agrees, both report. */
export function doubt(topology: Topology, vrid: number): string | null {
  const router = topology.virtualRouters.find((entry) => entry.vrid === vrid);
  if (!router) return `there is no virtual router ${vrid}`;
  if (topology.capture.state !== 'running')
    return `no capture is running here (${topology.capture.problem ?? topology.capture.state})`;
  const silent = topology.nodes.find((node) => node.agent !== 'reporting');
  if (silent) return `the agent on ${silent.name} is not reporting (${silent.problem ?? silent.agent})`;
  if (router.verdict !== 'owned' || router.source !== 'wire') return `ownership is “${router.verdict}”`;
  const { nodes } = router.witnesses;
  const owner = nodes.find((node) => node.node === router.owner);
  const standby = nodes.find((node) => node.node !== router.owner);
  if (owner?.state !== 'master') return `${router.owner} does not report that it is master`;
  if (standby?.state !== 'backup') return `${standby?.node ?? 'the standby'} is not ready to take over`;
  return null;
}

/** Waits until `isDone` says so. Rejects with drill.not-ready and the last doubt after `timeoutMs`, or on abort. */
export async function waitFor(
  watcher: LabWatcher,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal | null,
  doubtOf: (topology: Topology) => string | null,
): Promise<Topology> {
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    const topology = watcher.topology();
    const reason = doubtOf(topology);
    if (reason === null) return topology;
    if (signal?.aborted) throw fail('drill.halted');
    if (clock.now() >= deadline) throw fail('drill.not-ready', { detail: reason });
    await nextChange(watcher, clock, signal);
  }
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
