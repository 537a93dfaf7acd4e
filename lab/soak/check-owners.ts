import { masterDownNs, NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import {
  absences,
  byTime,
  type Evidence,
  isParted,
  ms,
  type NodeName,
  nodeNames,
  type Sighting,
  settingsIn,
  stalledNs,
  TOLERANCE_NS,
  type Violation,
} from './history.ts';

/** Who must advertise a virtual router once everything had its time: the highest priority; each alone while parted. */
export function expectedOwners(evidence: Evidence, router: string, atNs: bigint): NodeName[] {
  const there = nodeNames.filter((node) => absences(evidence, node, atNs, atNs).length === 0);
  if (isParted(evidence, atNs) || there.length < 2) return there;
  const priority = (node: NodeName) => settingsIn(evidence, node, router, atNs, atNs).at(-1)?.priority ?? 0;
  return [priority('a') > priority('b') ? 'a' : 'b'];
}

/** How long after the last change the owners may still move: Master_Down_Interval, and the next advert. */
export function settleNs(evidence: Evidence, router: string, atNs: bigint): bigint {
  const all = nodeNames.flatMap((node) => settingsIn(evidence, node, router, atNs, atNs));
  const longest = Math.max(...all.map(({ advertIntervalMs }) => advertIntervalMs));
  const advertIntervalNs = BigInt(longest) * NS_PER_MS;
  const priority = Math.min(...all.map((setting) => setting.priority));
  return masterDownNs({ version: 3, priority, advertIntervalNs }) + advertIntervalNs + TOLERANCE_NS;
}

interface Quiet {
  fromNs: bigint;
  toNs: bigint;
}

/** What changes, from when to when; what changes at once begins or ends another time only. */
interface Change {
  fromNs: bigint;
  toNs: bigint | null;
}

function changesOf({ spans, settings }: Evidence): Change[] {
  const ends = spans.map(({ toNs, endingNs }) => ({ fromNs: endingNs ?? toNs, toNs }));
  const begun = ends.flatMap(({ fromNs, toNs }) => (fromNs === null ? [] : [{ fromNs, toNs }]));
  return [...settings, ...begun, ...spans.map(({ fromNs }) => ({ fromNs, toNs: fromNs }))];
}

/** The times between two changes. */
function quietTimes(evidence: Evidence): Quiet[] {
  const { fromNs, toNs } = evidence;
  const changes = changesOf(evidence);
  const moments = changes.flatMap((change) => [change.fromNs, change.toNs ?? toNs]);
  const inside = moments.filter((moment) => moment > fromNs && moment < toNs);
  // The last change before is where the first of these times begins; at the start of a run there is none.
  const before = moments
    .filter((moment) => moment <= fromNs)
    .toSorted(byTime)
    .slice(-1);
  const edges = [...before, ...inside.toSorted(byTime), toNs];
  const times = edges.slice(1).map((edge, index) => ({ fromNs: edges[index] ?? 0n, toNs: edge }));
  return times.filter(
    (time) =>
      !changes.some(
        (change) => change.fromNs < time.toNs && (change.toNs === null || change.toNs > time.fromNs),
      ),
  );
}

/** While nothing changes, the expected owners advertise, and nobody else. */
export function checkOwners(evidence: Evidence, routers: readonly string[]): Violation[] {
  const quiet = quietTimes(evidence);
  return routers.flatMap((router) => quiet.flatMap((time) => checkQuiet(evidence, router, time)));
}

function checkQuiet(evidence: Evidence, router: string, time: Quiet): Violation[] {
  const settled = settleNs(evidence, router, time.fromNs);
  const fromNs = time.fromNs + settled + stalledNs(evidence.stalls, time.fromNs, time.toNs);
  if (fromNs >= time.toNs) return [];
  const owners = expectedOwners(evidence, router, time.fromNs);
  const heard = evidence.sightings.filter(
    (sighting) =>
      sighting.router === router &&
      sighting.priority > 0 &&
      sighting.atNs > fromNs &&
      sighting.atNs < time.toNs,
  );
  const wrong = heard.find(({ node }) => !owners.includes(node));
  const violations: Violation[] = [];
  if (wrong) {
    const after = `${ms(wrong.atNs - time.fromNs)} ms after the last change`;
    const names = owners.join(' and ') || 'nobody';
    violations.push({ atNs: wrong.atNs, what: `${router}: ${wrong.node} advertises ${after}, not ${names}` });
  }
  const oftenNs = longestIntervalNs(heard) + TOLERANCE_NS;
  for (const owner of owners)
    if (time.toNs - fromNs > oftenNs && !heard.some(({ node }) => node === owner))
      violations.push({ atNs: fromNs, what: `${router}: ${owner} should advertise, and does not` });
  return violations;
}

const longestIntervalNs = (adverts: readonly Sighting[]) =>
  BigInt(Math.max(0, ...adverts.map(({ advertIntervalMs }) => advertIntervalMs))) * NS_PER_MS;
