import type {
  ArpWitness,
  Freshness,
  NodeWitness,
  OwnershipVerdict,
  RouterOwnership,
  Topology,
  WireWitness,
} from '../../protocol/contract/topology.ts';
import type { VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Evidence, Speaker } from './evidence.ts';
import { masterDownMs } from './lab-timers.ts';

/** The agent says "alive" once a second; three misses make its report old. */
const nodeFreshMs = 3500;
/** The VIP is asked for once a second. */
const arpFreshMs = 3500;
/** Two MAC addresses that answer within one probing period answer the same question. */
const sameProbeMs = 700;
/** How long witnesses may differ while a move is under way: reports and ARP come after the adverts. */
const settleMs = 1500;

type WireTerms = Pick<Topology, 'capture'>;

/** What the evidence means now. Pure: the same evidence at the same time is always the same picture. */
export function projectTopology(evidence: Evidence, nowMs: number, capture: WireTerms['capture']): Topology {
  return {
    lab: evidence.lab.name,
    nowMs,
    capture,
    nodes: evidence.lab.nodes.map(({ name, host, interface: interfaceName }) => {
      const sighting = evidence.nodes.get(name);
      return {
        name,
        host,
        interface: interfaceName,
        agent: sighting?.link ?? 'unknown',
        agentVersion: sighting?.status?.version ?? null,
        seenMs: sighting?.seenMs ?? null,
        problem: sighting?.problem ?? null,
      };
    }),
    virtualRouters: evidence.lab.virtualRouters.map((router) => projectRouter(evidence, router, nowMs)),
  };
}

function projectRouter(evidence: Evidence, router: VirtualRouter, nowMs: number): RouterOwnership {
  const { lab } = evidence;
  const downMs = masterDownMs(lab, router);
  const speakers = [...(evidence.speakers.get(router.vrid)?.values() ?? [])].toSorted(
    (a, b) => b.lastSeenMs - a.lastSeenMs,
  );
  const nameOf = (address: string) => nodeOfAddress(evidence, address);
  const freshness = (seenMs: number, limitMs: number): Freshness =>
    nowMs - seenMs <= limitMs ? 'fresh' : 'stale';

  const claims = (speaker: Speaker) => !speaker.released && nowMs - speaker.lastSeenMs <= downMs;
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
  const nodes: NodeWitness[] = lab.nodes.flatMap(({ name }) => {
    const sighting = evidence.nodes.get(name);
    const status = sighting?.status?.routers.find((entry) => entry.vrid === router.vrid);
    if (!status || sighting?.seenMs == null) return [];
    return [
      {
        node: name,
        state: status.state,
        cause: status.cause,
        sinceMs: Number(BigInt(status.sinceNs) / 1_000_000n),
        addressesHeld: status.addressesHeld,
        seenMs: sighting.seenMs,
        freshness: sighting.link === 'reporting' ? freshness(sighting.seenMs, nodeFreshMs) : 'stale',
      },
    ];
  });
  const arp: ArpWitness[] = router.vips.flatMap((vip) => {
    const sightings = [...(evidence.arp.get(vip.split('/')[0] ?? '')?.values() ?? [])].toSorted(
      (a, b) => b.seenMs - a.seenMs,
    );
    // A later answer by another MAC address supersedes: the question is put once a second.
    const newestMs = sightings[0]?.seenMs ?? 0;
    return sightings.map((sighting) => ({
      vip,
      mac: sighting.mac,
      node: nameOf(evidence.macs.get(sighting.mac) ?? ''),
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

interface Witnesses {
  /** Those that advertise now, newest first. */
  speakers: readonly Speaker[];
  nodes: readonly NodeWitness[];
  arp: readonly ArpWitness[];
  nameOf: (address: string) => string | null;
  nowMs: number;
  /** Was anything ever seen of this virtual router? */
  anyEvidence: boolean;
}

type Owner = Pick<RouterOwnership, 'verdict' | 'owner' | 'sinceMs' | 'source' | 'seenMs'>;

function decideOwner(witnesses: Witnesses): Owner {
  const { speakers, nodes, nameOf, nowMs } = witnesses;
  const masters = nodes.filter((node) => node.freshness === 'fresh' && node.state === 'master');
  if (isSplit(witnesses, masters)) return nobody('split-brain');

  const newest = speakers[0];
  const claimed: Owner | null = newest
    ? {
        verdict: 'owned',
        owner: nameOf(newest.source) ?? newest.source,
        sinceMs: newest.runStartMs,
        source: 'wire',
        seenMs: newest.lastSeenMs,
      }
    : masters[0]
      ? {
          verdict: 'owned',
          owner: masters[0].node,
          sinceMs: masters[0].sinceMs,
          source: 'nodes',
          seenMs: masters[0].seenMs,
        }
      : null;
  if (!claimed) {
    return nobody(witnesses.anyEvidence ? 'no-owner' : 'unknown');
  }
  const hasSettled = nowMs - (claimed.sinceMs ?? nowMs) > settleMs;
  return hasSettled && contradicts(claimed, witnesses) ? { ...claimed, verdict: 'disagree' } : claimed;
}

const nobody = (verdict: OwnershipVerdict): Owner => ({
  verdict,
  owner: null,
  sinceMs: null,
  source: null,
  seenMs: null,
});

/** Two at once: interleaved adverts, two nodes that both say master, or two MAC addresses answering one probe. */
function isSplit({ speakers, arp, nowMs }: Witnesses, masters: readonly NodeWitness[]): boolean {
  const interleaved = speakers.some((a) =>
    speakers.some((b) => {
      const toleranceMs = Math.min(20, a.advertIntervalMs / 2);
      return (
        a !== b && a.lastSeenMs > b.runStartMs + toleranceMs && b.lastSeenMs > a.runStartMs + toleranceMs
      );
    }),
  );
  const bothMaster = masters.length > 1 && masters.every((node) => nowMs - node.sinceMs > settleMs);
  const answers = arp.filter((sighting) => sighting.freshness === 'fresh' && sighting.how === 'reply');
  const twoAnswer = answers.some((a) =>
    answers.some((b) => a.vip === b.vip && a.mac !== b.mac && Math.abs(a.seenMs - b.seenMs) < sameProbeMs),
  );
  return interleaved || bothMaster || twoAnswer;
}

/** Does a fresh witness name somebody else, or hold the address without owning it? */
function contradicts(claimed: Owner, { nodes, arp }: Witnesses): boolean {
  const byNodes = nodes.some(
    (node) =>
      node.freshness === 'fresh' &&
      (node.node === claimed.owner ? node.state !== 'master' : node.addressesHeld.length > 0),
  );
  const byArp = arp.some(
    (sighting) =>
      sighting.freshness === 'fresh' &&
      sighting.how === 'reply' &&
      sighting.seenMs > (claimed.sinceMs ?? 0) + settleMs &&
      sighting.node !== null &&
      sighting.node !== claimed.owner,
  );
  return byNodes || byArp;
}

/** A node is known by its own address, and by the address that its agent sends from while it is master. */
function nodeOfAddress(evidence: Evidence, address: string): string | null {
  for (const node of evidence.lab.nodes) if (node.host === address) return node.name;
  for (const [name, sighting] of evidence.nodes) {
    const isOwn = sighting.status?.routers.some(
      (router) => router.state === 'master' && router.masterAddress === address,
    );
    if (isOwn) return name;
  }
  return null;
}
