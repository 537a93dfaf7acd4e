import { milliseconds, type Phrase, phrase } from '../../protocol/contract/phrase.ts';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { NodeLink } from '../../protocol/contract/topology.ts';
import type { AgentEvent, AgentStatus } from '../../protocol/control/agent-messages.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { VRRP_ADVERTISEMENT, VRRP_GROUP_V6 } from '../../protocol/wire/vrrp.ts';
import { remember } from './bounded.ts';
import { speakerDownMs } from './lab-timers.ts';
import { type MismatchTimes, mismatchTimes } from './mismatch-times.ts';

/**
 * Everything that was ever seen, and when. Times are milliseconds since the epoch on this machine's clock.
 * Evidence only comes in here; what it means is decided in `projection.ts`.
 */
export interface Evidence {
  lab: Lab;
  /** By VRID, then by source address. */
  speakers: Map<number, Map<string, Speaker>>;
  /** By VIP (without prefix; excluded ones too), then by MAC address. */
  arp: Map<string, Map<string, ArpSighting>>;
  /** By VIP (without prefix): what came of asking for it. */
  questions: Map<string, Questions>;
  /** By node name. */
  nodes: Map<string, NodeSighting>;
  /** MAC address to the IPv4 address that its owner uses as its own. */
  macs: Map<string, string>;
  /** Source address to the name of the node that last reported, as master, to send from it. */
  sources: Map<string, string>;
  /** By VRID, newest first. */
  moves: Map<number, Move[]>;
}

export interface Speaker {
  source: string;
  mac: string;
  version: number;
  priority: number;
  addresses: string[];
  advertIntervalMs: number;
  checksumForm: 'v2' | 'pseudo-header' | 'message-only' | null;
  /** First advert of the unbroken run: no gap above Master_Down_Interval, no priority 0. */
  runStartMs: number;
  lastSeenMs: number;
  adverts: number;
  /** Its last advert had priority 0: it let go (RFC 9568, 6.4.3). */
  released: boolean;
}

export interface ArpSighting {
  mac: string;
  seenMs: number;
  how: 'gratuitous' | 'reply';
}

export interface Questions {
  askedMs: number;
  /** Did anybody ever answer? Until then it is not known whether an answer would get here. */
  everAnswered: boolean;
  /** First question of the unbroken run that nobody answered. */
  unansweredSinceMs: number | null;
}

export interface NodeSighting {
  link: NodeLink['agent'];
  status: AgentStatus | null;
  /** When the last report came in. */
  seenMs: number | null;
  problem: Problem | null;
  problemMs: number | null;
  mismatchTimes: MismatchTimes;
}

export interface Move {
  atMs: number;
  from: string | null;
  to: string;
  cause: Phrase;
}

const keptMoves = 20;
/** The VIP is asked for once a second; a longer gap means that nobody asked. */
const questionGapMs = 3500;
export const addressOf = (vip: string) => vip.split('/')[0] ?? vip;
export const familyOf = ({ vips }: VirtualRouter): 4 | 6 => (isIpv6(vips[0] ?? '') ? 6 : 4);
/** Those that are not in the adverts as well: a host that answers for one takes its traffic all the same. */
export const allVips = ({ vips, excludedVips }: VirtualRouter) => [...vips, ...excludedVips];
/** Virtual router MAC addresses (RFC 9568, 7.3) belong to whoever leads. */
export const isVirtualMac = (mac: string) => /^00:00:5e:00:0[12]:/i.test(mac);

export function createEvidence(lab: Lab): Evidence {
  return {
    lab,
    speakers: new Map(lab.virtualRouters.map((router) => [router.vrid, new Map()])),
    arp: new Map(
      lab.virtualRouters.flatMap((router) => allVips(router).map((vip) => [addressOf(vip), new Map()])),
    ),
    questions: new Map(),
    nodes: new Map(
      lab.nodes.map((node) => [
        node.name,
        {
          link: 'unknown',
          status: null,
          seenMs: null,
          problem: null,
          problemMs: null,
          mismatchTimes: new Map(),
        },
      ]),
    ),
    macs: new Map(),
    sources: new Map(),
    moves: new Map(lab.virtualRouters.map((router) => [router.vrid, []])),
  };
}

export function noteFrame(evidence: Evidence, frame: Frame, atMs: number): boolean {
  if (frame.arp && frame.link) return noteArp(evidence, frame, atMs);
  const { vrrp, ip, link } = frame;
  if (!vrrp || !ip || !link) return false;
  const router = evidence.lab.virtualRouters.find(({ vrid }) => vrid === vrrp.vrid);
  const speakers = evidence.speakers.get(vrrp.vrid);
  if (!router || !speakers || !isAcceptable(frame, router)) return false;
  if (ip.version === 4 && !isVirtualMac(link.src)) remember(evidence.macs, link.src, ip.src);
  const before = speakers.get(ip.src);
  const isSameRun =
    before && !before.released && atMs - before.lastSeenMs <= speakerDownMs(evidence.lab, router, before);
  const speaker: Speaker = {
    source: ip.src,
    mac: link.src,
    version: vrrp.version,
    priority: vrrp.priority === 0 && before ? before.priority : vrrp.priority,
    addresses: vrrp.addresses,
    advertIntervalMs: vrrp.advertIntervalMs,
    checksumForm: vrrp.checksum.form,
    runStartMs: isSameRun ? before.runStartMs : atMs,
    lastSeenMs: atMs,
    adverts: (before?.adverts ?? 0) + 1,
    released: vrrp.priority === 0,
  };
  if (!isSameRun && !speaker.released) noteMove(evidence, vrrp.vrid, speaker, [...speakers.values()]);
  remember(speakers, ip.src, speaker);
  return true;
}

/**
 * What every router discards says nothing about who owns the VIP (RFC 9568, 7.1). All that a decoder objects to in an
 * advert is such a reason. The lab's own version and interval are not asked for: a stranger with others takes the VIP
 * all the same. A VRID of the other family is another virtual router (5.2.3); over IPv6 an advert goes to ff02::12
 * (5.1.2.2), or to one host.
 */
function isAcceptable({ ip, vrrp, problems }: Frame, router: VirtualRouter): boolean {
  return (
    ip?.version === familyOf(router) &&
    (ip.version === 4 || ip.dst === VRRP_GROUP_V6 || !ip.dst.startsWith('ff')) &&
    ip.ttl === 255 &&
    vrrp?.type === VRRP_ADVERTISEMENT &&
    vrrp.checksum.ok &&
    problems.length === 0
  );
}

/** A new run of adverts is a move, and what the others last said is its cause. */
function noteMove(evidence: Evidence, vrid: number, speaker: Speaker, others: readonly Speaker[]): void {
  const moves = evidence.moves.get(vrid);
  if (!moves) return;
  const previous = others.toSorted((a, b) => b.lastSeenMs - a.lastSeenMs)[0];
  moves.unshift({
    atMs: speaker.runStartMs,
    from: previous?.source ?? null,
    to: speaker.source,
    cause: causeOf(speaker, previous),
  });
  moves.length = Math.min(moves.length, keptMoves);
}

function causeOf(speaker: Speaker, previous: Speaker | undefined): Phrase {
  if (!previous) return phrase('cause.first');
  const gapMs = speaker.runStartMs - previous.lastSeenMs;
  const { source } = previous;
  if (previous.released) return phrase('cause.released', { source, gap: milliseconds(gapMs) });
  const stillSpeaks = source !== speaker.source && gapMs <= 2 * previous.advertIntervalMs;
  if (!stillSpeaks) return phrase('cause.gap', { gap: milliseconds(gapMs) });
  return speaker.priority >= previous.priority
    ? phrase('cause.preempted', { priority: speaker.priority, previous: previous.priority })
    : phrase('cause.beside', { source, previous: previous.priority });
}

function noteArp(evidence: Evidence, frame: Frame, atMs: number): boolean {
  const { arp } = frame;
  if (!arp || arp.probe || arp.operation === 'other') return false;
  const sightings = evidence.arp.get(arp.senderIp);
  if (!sightings) {
    remember(evidence.macs, arp.senderMac, arp.senderIp);
    return false;
  }
  remember(sightings, arp.senderMac, {
    mac: arp.senderMac,
    seenMs: atMs,
    how: arp.gratuitous ? 'gratuitous' : 'reply',
  });
  return true;
}

/** One question for a VIP is over. */
export function noteQuestion(evidence: Evidence, vip: string, isAnswered: boolean, atMs: number): void {
  const before = evidence.questions.get(addressOf(vip));
  const isSameRun = before && atMs - before.askedMs <= questionGapMs;
  evidence.questions.set(addressOf(vip), {
    askedMs: atMs,
    everAnswered: isAnswered || (before?.everAnswered ?? false),
    unansweredSinceMs: isAnswered ? null : ((isSameRun ? before.unansweredSinceMs : null) ?? atMs),
  });
}

export function noteNodeEvent(evidence: Evidence, node: string, event: AgentEvent, atMs: number): void {
  const { status } = event;
  const times = mismatchTimes(evidence.nodes.get(node), status, atMs);
  for (const { state, masterAddress } of status.routers)
    if (state === 'master' && masterAddress) remember(evidence.sources, masterAddress, node);
  evidence.nodes.set(node, {
    link: 'reporting',
    status,
    seenMs: atMs,
    problem: null,
    problemMs: null,
    mismatchTimes: times,
  });
}

export function noteNodeLink(
  evidence: Evidence,
  node: string,
  link: NodeLink['agent'],
  problem: Problem | null,
  atMs: number,
): void {
  const before = evidence.nodes.get(node);
  // What was wrong is so until the next attempt has ended.
  const isOpen = link === 'connecting';
  evidence.nodes.set(node, {
    link,
    status: before?.status ?? null,
    seenMs: before?.seenMs ?? null,
    problem: isOpen ? (before?.problem ?? null) : problem,
    problemMs: isOpen ? (before?.problemMs ?? null) : problem && atMs,
    mismatchTimes: before?.mismatchTimes ?? new Map(),
  });
}
