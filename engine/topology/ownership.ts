import { phrase } from '../../protocol/contract/phrase.ts';
import type {
  ArpWitness,
  NodeWitness,
  OwnershipVerdict,
  RouterOwnership,
} from '../../protocol/contract/topology.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import { addressOf, type Questions, type Speaker } from './evidence.ts';

/** The VIP is asked for once a second. */
export const arpFreshMs = 3500;
/** Two MAC addresses that answer within one probing period answer the same question. */
export const sameProbeMs = 700;
/** How long witnesses may differ while a move is under way: reports and ARP come after the adverts. */
const settleMs = 1500;

export interface Witnesses {
  /** Those that advertise now, newest first. */
  speakers: readonly Speaker[];
  nodes: readonly NodeWitness[];
  arp: readonly ArpWitness[];
  nameOf: (address: string) => string | null;
  nowMs: number;
  /** Without prefix. */
  vips: readonly string[];
  questions: readonly Questions[];
  /** Whether adverts would get here: there is a capture, and they are not sent to one host. */
  hearsAdverts: boolean;
  /** How many nodes the lab has. */
  nodeCount: number;
  /** Was anything ever seen of this virtual router? */
  anyEvidence: boolean;
}

type Owner = Pick<RouterOwnership, 'verdict' | 'unknownBecause' | 'owner' | 'sinceMs' | 'source' | 'seenMs'>;

/** Who owns it by these witnesses. Adverts go before reports: they are what the other node believes. */
export function decideOwner(witnesses: Witnesses): Owner {
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
    if (!wouldKnow(witnesses))
      return { ...nobody('unknown'), unknownBecause: phrase('unknown.nobody-listens') };
    if (witnesses.anyEvidence) return nobody('no-owner');
    return { ...nobody('unknown'), unknownBecause: phrase('unknown.nothing-heard') };
  }
  const hasSettled = nowMs - (claimed.sinceMs ?? nowMs) > settleMs;
  return hasSettled && contradicts(claimed, witnesses) ? { ...claimed, verdict: 'disagree' } : claimed;
}

/** Silence is only evidence to somebody who listens: the capture, a backup, or all nodes each for itself. */
function wouldKnow({ hearsAdverts, nodes, nodeCount }: Witnesses): boolean {
  const fresh = nodes.filter((node) => node.freshness === 'fresh');
  return hearsAdverts || fresh.length === nodeCount || fresh.some((node) => node.state === 'backup');
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
  // A question that comes late comes close to the next one: what answered before the last move is the former owner's.
  const movedMs = Math.max(0, ...speakers.map(({ runStartMs }) => runStartMs));
  const answers = arp.filter(
    ({ freshness, how, seenMs }) => freshness === 'fresh' && how === 'reply' && seenMs > movedMs,
  );
  const twoAnswer = answers.some((a) =>
    answers.some((b) => a.vip === b.vip && a.mac !== b.mac && Math.abs(a.seenMs - b.seenMs) < sameProbeMs),
  );
  return interleaved || bothMaster || twoAnswer;
}

/** Does a fresh witness name somebody else or another address, hold it without owning it, or miss it at the owner? */
function contradicts(claimed: Owner, witnesses: Witnesses): boolean {
  const { nodes, arp, nowMs } = witnesses;
  const byNodes = nodes.some(
    (node) =>
      node.freshness === 'fresh' &&
      // Its report may come before the advert that it is about.
      nowMs - node.sinceMs > settleMs &&
      (node.node === claimed.owner
        ? node.state !== 'master' || isMissingAt(node, claimed, witnesses)
        : node.addressesHeld.length > 0),
  );
  const byArp = arp.some(
    (sighting) =>
      sighting.freshness === 'fresh' &&
      sighting.how === 'reply' &&
      sighting.seenMs > (claimed.sinceMs ?? 0) + settleMs &&
      sighting.node !== null &&
      sighting.node !== claimed.owner,
  );
  return byNodes || byArp || isUnnamed(witnesses) || isUnanswered(claimed, witnesses);
}

/** Do the newest adverts leave a VIP out? Then they are somebody's who was told another list. */
function isUnnamed({ speakers, vips }: Witnesses): boolean {
  const named = speakers[0]?.addresses.map(canonicalAddress);
  return named !== undefined && vips.some((vip) => !named.includes(canonicalAddress(vip)));
}

/** Is a VIP not on the owner's interface? A report from within the move may be older than the address. */
function isMissingAt(owner: NodeWitness, claimed: Owner, { vips }: Witnesses): boolean {
  const held = new Set(owner.addressesHeld.map(addressOf));
  return owner.seenMs > (claimed.sinceMs ?? 0) + settleMs && vips.some((vip) => !held.has(vip));
}

/** Adverts go on, but nobody answers for a VIP any more, although somebody once did. */
function isUnanswered({ source, sinceMs, seenMs }: Owner, witnesses: Witnesses): boolean {
  const { questions, hearsAdverts, nowMs } = witnesses;
  if (source !== 'wire' || seenMs === null || !hearsAdverts) return false;
  return questions.some(({ askedMs, everAnswered, unansweredSinceMs }) => {
    if (!everAnswered || unansweredSinceMs === null || nowMs - askedMs > arpFreshMs) return false;
    // Counted in adverts, not until now: the dead owner's last advert must not become a contradiction by waiting.
    return seenMs - Math.max(unansweredSinceMs, sinceMs ?? 0) > arpFreshMs;
  });
}
