import type { Phrase } from '../../protocol/contract/phrase.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import { masterDownMs } from '../topology/lab-timers.ts';
import type { LabWatcher } from '../topology/watcher.ts';
import type { ArmedGuard, Reverter } from './guard.ts';
import { diffSnapshots, takeSnapshot } from './snapshot.ts';
import { doubtAboutLab, waitFor } from './steady.ts';

export interface PutBackParts {
  access: Access;
  clock: Clock;
  watcher: LabWatcher;
  lab: Lab;
  target: LabNode;
  /** Open connections by node; one that broke is replaced. */
  hosts: Map<string, Host>;
}

export const steadyTimeoutMs = 15_000;
const retryMs = 1000;
/** The lease ends 4 s after a cable was cut; a host that is back later than this needs a person. */
const patienceMs = 60_000;

export interface Reverted {
  by: Reverter | null;
  /** Why it could not be reverted, or could not be asked. */
  problem: Problem | null;
}

/**
 * Reverts the target, also over a new connection when the old one broke: the guard on the node does its part meanwhile,
 * and says so afterwards.
 */
export async function revertTarget(parts: PutBackParts, guard: ArmedGuard): Promise<Reverted> {
  const { clock, target } = parts;
  const deadline = clock.now() + patienceMs;
  for (;;) {
    try {
      const host = await connected(parts, target);
      const by = await guard.revert(host);
      await guard.disarm(host);
      return { by, problem: null };
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'drill.revert-failed' || clock.now() > deadline) return { by: null, problem };
      await delay(clock, retryMs);
    }
  }
}

/** The node's connection, made anew where it is gone. */
async function connected({ access, lab, hosts }: PutBackParts, node: LabNode): Promise<Host> {
  const known = hosts.get(node.name);
  if (known?.session.alive) return known;
  const host = await access.connect(lab, node);
  hosts.set(node.name, host);
  return host;
}

export interface Verified {
  /** What differs from the snapshots before, a line each. */
  residue: string[];
  /** Why the steady state could not be seen again, or null. */
  unverified: Phrase | null;
}

/** Steady again, and both hosts as they were: two questions, each answered whatever the other says. */
export async function verifyPutBack(
  parts: PutBackParts,
  before: Record<string, string[]>,
): Promise<Verified> {
  const { clock, lab, watcher } = parts;
  const slowestMs = lab.virtualRouters.map((each) => each.preemptDelayMs + 3 * masterDownMs(lab, each));
  const timeoutMs = steadyTimeoutMs + Math.max(...slowestMs);
  const unverified = await waitFor(watcher, clock, timeoutMs, null, (topology) =>
    doubtAboutLab(topology, lab),
  );
  const residue: string[] = [];
  for (const node of lab.nodes)
    try {
      const after = await takeSnapshot(await connected(parts, node));
      residue.push(...diffSnapshots(before[node.name] ?? [], after).map((line) => `${node.name}: ${line}`));
    } catch (error) {
      residue.push(`${node.name}: ${toProblem(error).message}`);
    }
  return { residue, unverified };
}
