import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { addressOf } from './canonical-vip.ts';
import { lockHost } from './host-lock.ts';
import { inStep } from './in-step.ts';
import { checkLab } from './node-check.ts';
import type { NodeWork } from './node-work.ts';
import { type OpenParts, openNodes } from './open-nodes.ts';
import type { Listening, OwnSpeakers, Strangers } from './strangers.ts';
import { together } from './together.ts';
import { verifyPair, type WireVerifier } from './verify.ts';
import { type ServiceParts, verifyService } from './verify-service.ts';

/** Of a master that has just been started: it stays one. */
const advertsWanted = 10;

export interface DeployParts extends Omit<OpenParts, 'cleanUp' | 'lock'> {
  strangers: Strangers;
  wire: WireVerifier;
  service: ServiceParts;
  /** Called once both nodes are locked, before anything on them is changed. */
  begin(): void;
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
    parts.begin();
    await together(voice, works, (work, heard) => work.prepare(heard));
    const isLook = works.every(({ unchanged }) => unchanged);
    // Who else speaks or answers while the pair runs is what the verification sees.
    const detail = 'both nodes run as they should';
    if (isLook) voice.step({ node: null, step: 'check-segment', state: 'skipped', detail });
    else await checkSegment(works, listening, voice);
    for (const work of works) await work.activate(voice);
    await inStep(voice, null, 'verify-pair', async () => {
      const adverts = isLook ? 1 : advertsWanted;
      voice.log(null, await verifyPair(works, lab, { ...parts.wire, adverts }, voice.signal));
    });
    await verifyService(works, lab, parts.service, voice);
    await Promise.all(works.map((work) => work.tidy(voice)));
  } catch (error) {
    for (const work of works) await work.rollBack(voice, error);
    throw error;
  } finally {
    for (const run of cleanUp.reverse()) await run();
  }
}

function checkSegment(works: readonly NodeWork[], listening: Listening, voice: TaskVoice): Promise<void> {
  return inStep(voice, null, 'check-segment', async (endAs) => {
    const macs = ownMacs(works);
    const [listened] = await Promise.all([
      listening.expectNone(await ownSpeakers(works), voice.signal),
      ...works.map((work) => work.checkVipsUnused(macs, voice)),
    ]);
    const detail = 'nobody listened for other VRRP routers: no capture on the nodes’ segment here';
    if (!listened) endAs({ state: 'skipped', detail });
  });
}

/** A speaker's own word counts as well: a virtual MAC address says nothing, and a host may be known by name only. */
async function ownSpeakers(works: readonly NodeWork[]): Promise<OwnSpeakers> {
  const speaking = works.filter(({ speaks }) => speaks);
  const statuses = await Promise.all(speaking.map((work) => work.status().catch(() => null)));
  const reported = statuses.flatMap((status) =>
    (status?.routers ?? []).filter(({ state }) => state === 'master'),
  );
  const addresses = speaking.flatMap(({ facts }) => facts.interfaces.flatMap((entry) => entry.addresses));
  return {
    sources: [
      ...speaking.map(({ node }) => node.host),
      ...addresses.map(addressOf),
      ...reported.flatMap(({ masterAddress }) => masterAddress ?? []),
    ],
    macs: ownMacs(speaking),
  };
}

export function standbyFirst(lab: Lab): LabNode[] {
  const priority = (node: LabNode, router: VirtualRouter | undefined) => router?.priorities[node.name] ?? 0;
  const [router] = lab.virtualRouters;
  return lab.nodes.toSorted((a, b) => priority(a, router) - priority(b, router));
}

function ownMacs(works: readonly NodeWork[]): string[] {
  return works.flatMap(({ facts }) => facts.interfaces.flatMap((entry) => entry.mac ?? []));
}
