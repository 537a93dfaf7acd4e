import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import {
  type Evidence,
  earlier,
  later,
  ms,
  type NodeName,
  type Sighting,
  type Stall,
  stalledNs,
  TOLERANCE_NS,
  type Violation,
} from './history.ts';

/** A time in which a node advertises without a pause. */
interface Claim {
  fromNs: bigint;
  toNs: bigint;
  advertIntervalMs: number;
}

/** Two owners at once. */
export interface Conflict {
  router: string;
  fromNs: bigint;
  toNs: bigint;
  /** What is left of it once what was done is taken off. */
  undoneNs: bigint;
  /** And once the machine's stalls are taken off, too. */
  unexcusedNs: bigint;
}

/** Adverts may cross each other: one that is being sent when another's arrives. */
const CROSSING_NS = 50n * NS_PER_MS;
/** What a stall must last for to be a reason: an interval of the shortest kind. */
const LEAST_STALL_NS = 100n * NS_PER_MS;
/** A pause of so many intervals ends a claim. */
const PAUSE_INTERVALS = 2n;

function claims(sightings: readonly Sighting[], node: NodeName, router: string): Claim[] {
  const found: Claim[] = [];
  let open: Claim | null = null;
  for (const sighting of sightings) {
    if (sighting.node !== node || sighting.router !== router) continue;
    const { atNs, advertIntervalMs, priority } = sighting;
    if (priority === 0) {
      open = null;
      continue;
    }
    const pauseNs =
      PAUSE_INTERVALS * NS_PER_MS * BigInt(Math.max(advertIntervalMs, open?.advertIntervalMs ?? 0));
    if (open && atNs - open.toNs <= pauseNs) {
      open.toNs = atNs;
      open.advertIntervalMs = advertIntervalMs;
    } else {
      open = { fromNs: atNs, toNs: atNs, advertIntervalMs };
      found.push(open);
    }
  }
  return found;
}

/** Of one virtual router: every time in which both nodes claim it. */
export function conflictsOf(evidence: Evidence, router: string): Conflict[] {
  const [ofA, ofB] = (['a', 'b'] as const).map((node) => claims(evidence.sightings, node, router));
  const conflicts: Conflict[] = [];
  for (const one of ofA ?? [])
    for (const other of ofB ?? []) {
      const fromNs = later(one.fromNs, other.fromNs);
      const toNs = earlier(one.toNs, other.toNs);
      if (toNs <= fromNs || toNs < evidence.fromNs) continue;
      const afterNs = BigInt(Math.max(one.advertIntervalMs, other.advertIntervalMs)) * NS_PER_MS;
      const left = (stalls: readonly Stall[]) => unexcused({ ...evidence, stalls }, fromNs, toNs, afterNs);
      conflicts.push({ router, fromNs, toNs, undoneNs: left([]), unexcusedNs: left(evidence.stalls) });
    }
  return conflicts;
}

/**
 * Nodes that do not hear each other both lead by design, and one that stood still, or was held up by the machine, only
 * learns afterwards what it missed; then the next advert ends it.
 */
function unexcused(evidence: Evidence, fromNs: bigint, toNs: bigint, advertIntervalNs: bigint): bigint {
  const apart = evidence.spans.filter(({ kind }) => kind !== 'down');
  const long = evidence.stalls.filter((stall) => stall.toNs - stall.fromNs >= LEAST_STALL_NS);
  const excuses = [...apart, ...long].map((span) => ({
    who: '',
    fromNs: span.fromNs,
    toNs:
      span.toNs === null
        ? toNs
        : span.toNs + advertIntervalNs + TOLERANCE_NS + stalledNs(evidence.stalls, span.toNs, toNs),
  }));
  return toNs - fromNs - stalledNs(excuses, fromNs, toNs);
}

/** Adverts that cross each other need no reason. */
export const isLong = (ns: bigint) => ns > CROSSING_NS;

/** Two owners at once only while something explains it. */
export function checkConflicts(evidence: Evidence, routers: readonly string[]): Violation[] {
  return routers
    .flatMap((router) => conflictsOf(evidence, router))
    .filter(({ unexcusedNs }) => isLong(unexcusedNs))
    .map(({ router, fromNs, toNs, unexcusedNs }) => ({
      atNs: fromNs,
      what: `${router}: two owners for ${ms(toNs - fromNs)} ms, ${ms(unexcusedNs)} ms of it without a reason`,
    }));
}
