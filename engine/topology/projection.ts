import type {
  ArpWitness,
  Freshness,
  NodeWitness,
  RouterOwnership,
  Topology,
  WireWitness,
} from '../../protocol/contract/topology.ts';
import type { VirtualRouter } from '../../protocol/lab/schema.ts';
import { addressOf, allVips, type Evidence, type Speaker } from './evidence.ts';
import { masterDownMs, speakerDownMs } from './lab-timers.ts';
import { projectNode, projectWitness } from './node-report.ts';
import { arpFreshMs, decideOwner, sameProbeMs } from './ownership.ts';
import { nodeOfMac, nodeOfSender } from './sender.ts';

type WireTerms = Pick<Topology, 'capture'>;

/** What the evidence means now. Pure: the same evidence at the same time is always the same picture. */
export function projectTopology(evidence: Evidence, nowMs: number, capture: WireTerms['capture']): Topology {
  return {
    lab: evidence.lab.name,
    nowMs,
    capture,
    nodes: evidence.lab.nodes.map((node) =>
      projectNode(evidence.lab, node, evidence.nodes.get(node.name), nowMs),
    ),
    virtualRouters: evidence.lab.virtualRouters.map((router) =>
      projectRouter(evidence, router, nowMs, capture.state === 'running' && router.transport === 'multicast'),
    ),
  };
}

function projectRouter(
  evidence: Evidence,
  router: VirtualRouter,
  nowMs: number,
  hearsAdverts: boolean,
): RouterOwnership {
  const { lab } = evidence;
  const downMs = masterDownMs(lab, router);
  const speakers = [...(evidence.speakers.get(router.vrid)?.values() ?? [])].toSorted(
    (a, b) => b.lastSeenMs - a.lastSeenMs,
  );
  const nameOf = (address: string) =>
    nodeOfSender(evidence, address, evidence.speakers.get(router.vrid)?.get(address)?.mac);
  const freshness = (seenMs: number, limitMs: number): Freshness =>
    nowMs - seenMs <= limitMs ? 'fresh' : 'stale';

  const claims = (speaker: Speaker) =>
    !speaker.released && nowMs - speaker.lastSeenMs <= speakerDownMs(lab, router, speaker);
  const wire: WireWitness[] = speakers.map((speaker) => ({
    source: speaker.source,
    node: nameOf(speaker.source),
    mac: speaker.mac,
    version: speaker.version,
    priority: speaker.priority,
    addresses: speaker.addresses,
    advertIntervalMs: speaker.advertIntervalMs,
    checksumForm: speaker.checksumForm,
    firstSeenMs: speaker.runStartMs,
    lastSeenMs: speaker.lastSeenMs,
    adverts: speaker.adverts,
    freshness: claims(speaker) ? 'fresh' : 'stale',
  }));
  const nodes: NodeWitness[] = lab.nodes.flatMap(
    ({ name }) => projectWitness(lab, router, name, evidence.nodes.get(name), { nowMs, nameOf }) ?? [],
  );
  const arp: ArpWitness[] = allVips(router).flatMap((vip) => {
    const sightings = [...(evidence.arp.get(addressOf(vip))?.values() ?? [])].toSorted(
      (a, b) => b.seenMs - a.seenMs,
    );
    // A later answer by another MAC address supersedes: the question is put once a second.
    const newestMs = sightings[0]?.seenMs ?? 0;
    return sightings.map((sighting) => ({
      vip,
      mac: sighting.mac,
      node: nodeOfMac(evidence, sighting.mac),
      seenMs: sighting.seenMs,
      how: sighting.how,
      freshness: newestMs - sighting.seenMs < sameProbeMs ? freshness(sighting.seenMs, arpFreshMs) : 'stale',
    }));
  });

  const owner = decideOwner({
    speakers: speakers.filter(claims),
    nodes,
    arp,
    nameOf,
    nowMs,
    vips: router.vips.map(addressOf),
    questions: allVips(router).flatMap((vip) => evidence.questions.get(addressOf(vip)) ?? []),
    hearsAdverts,
    nodeCount: lab.nodes.length,
    anyEvidence: speakers.length > 0 || nodes.length > 0 || arp.length > 0,
  });
  return {
    vrid: router.vrid,
    vips: router.vips,
    ...owner,
    advertIntervalMs: lab.advertIntervalMs,
    masterDownIntervalMs: downMs,
    witnesses: { wire, nodes, arp },
    transitions: (evidence.moves.get(router.vrid) ?? []).map((move) => ({
      atMs: move.atMs,
      from: move.from === null ? null : (nameOf(move.from) ?? move.from),
      to: nameOf(move.to) ?? move.to,
      cause: move.cause,
      source: 'wire',
    })),
  };
}
