import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { lockHost } from './host-lock.ts';
import { inStep } from './in-step.ts';
import { checkLab } from './node-check.ts';
import type { NodeWork } from './node-work.ts';
import { type OpenParts, openNodes } from './open-nodes.ts';
import type { Strangers } from './strangers.ts';
import { verifyPair, type WireVerifier } from './verify.ts';

export interface DeployParts extends Omit<OpenParts, 'cleanUp' | 'lock'> {
  strangers: Strangers;
  wire: WireVerifier;
}

/**
 * Puts the lab's backend on both nodes: checks everything first, prepares both, then starts the standby and after it
 * the preferred master. Any failure puts back every node that was touched and rejects with the Problem that caused it.
 */
export async function deploy(parts: DeployParts, lab: Lab, voice: TaskVoice): Promise<void> {
  checkLab(lab);
  const cleanUp: (() => void | Promise<void>)[] = [];
  const works: NodeWork[] = [];
  const listening = parts.strangers.listen(lab);
  cleanUp.push(listening.stop);
  try {
    works.push(...(await openNodes({ ...parts, cleanUp, lock: lockHost }, lab, standbyFirst(lab), voice)));
    await Promise.all(works.map((work) => work.prepare(voice)));
    await inStep(voice, null, 'check-segment', async () => {
      const ownSources = works.filter(({ speaks }) => speaks).map(({ node }) => node.host);
      await listening.expectNone(ownSources, voice.signal);
      for (const work of works) await work.checkVipsUnused(ownMacs(works), voice);
    });
    for (const work of works) await work.activate(voice);
    await inStep(voice, null, 'verify-pair', async () => {
      const detail = await verifyPair(works, lab, parts.wire, voice.signal);
      voice.log(null, detail);
    });
    await Promise.all(works.map((work) => work.tidy(voice)));
  } catch (error) {
    for (const work of works) await work.rollBack(voice, error);
    throw error;
  } finally {
    for (const run of cleanUp.reverse()) await run();
  }
}

export function standbyFirst(lab: Lab): LabNode[] {
  const priority = (node: LabNode, router: VirtualRouter | undefined) => router?.priorities[node.name] ?? 0;
  const [router] = lab.virtualRouters;
  return lab.nodes.toSorted((a, b) => priority(a, router) - priority(b, router));
}

function ownMacs(works: readonly NodeWork[]): string[] {
  return works.flatMap(({ facts }) => facts.interfaces.flatMap((entry) => entry.mac ?? []));
}
