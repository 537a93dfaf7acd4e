import { masterDownNs, NS_PER_MS, skewNs } from '../../protocol/vrrp/timers.ts';
import {
  absences,
  type Evidence,
  earlier,
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

/** Between two adverts of a virtual router, whoever sent them. */
export interface Outage {
  router: string;
  fromNs: bigint;
  /** The next advert, or the end of what is judged. */
  toNs: bigint;
  /** How long it may take by the timers; null where nobody was there to lead. */
  predictedNs: bigint | null;
  /** What the machine held up meanwhile. */
  stalledNs: bigint;
}

/** Of one virtual router: every time without an advert, with what the timers of the nodes that were there allow. */
export function outagesOf(evidence: Evidence, router: string): Outage[] {
  const adverts = evidence.sightings.filter((sighting) => sighting.router === router);
  const outages: Outage[] = [];
  let last: Sighting | null = null;
  let stops: Sighting[] = [];
  const end = (toNs: bigint) => {
    const fromNs = last?.atNs ?? evidence.fromNs;
    if (toNs < evidence.fromNs) return;
    const predictedNs = predict(evidence, { router, fromNs, toNs, last, stops });
    outages.push({
      router,
      fromNs,
      toNs,
      predictedNs,
      stalledNs: stalledNs(evidence.stalls, fromNs, toNs),
    });
  };
  for (const advert of adverts) {
    if (advert.atNs > evidence.toNs) break;
    if (advert.priority === 0) {
      stops.push(advert);
      continue;
    }
    end(advert.atNs);
    last = advert;
    stops = [];
  }
  end(evidence.toNs);
  return outages;
}

interface Gap {
  router: string;
  fromNs: bigint;
  toNs: bigint;
  last: Sighting | null;
  /** Priority 0 in between. */
  stops: readonly Sighting[];
}

/** Who is the first that has to advertise, counted from the last advert. */
function predict(evidence: Evidence, gap: Gap): bigint | null {
  const due = nodeNames.flatMap((node) => dueTimes(evidence, gap, node));
  return due.length === 0 ? null : due.reduce(earlier) - gap.fromNs;
}

function dueTimes(evidence: Evidence, gap: Gap, node: NodeName): bigint[] {
  const { fromNs, toNs, last } = gap;
  const settings = settingsIn(evidence, node, gap.router, fromNs, toNs);
  if (settings.length === 0) return [];
  // While it is being told another one, the more patient of both.
  const priority = Math.min(...settings.map((setting) => setting.priority));
  const own = Math.max(...settings.map((setting) => setting.advertIntervalMs));
  const timers = (intervalMs: number) =>
    ({ version: 3, priority, advertIntervalNs: BigInt(intervalMs) * NS_PER_MS }) as const;
  // A backup waits as the master said; one that begins to listen, as it was told itself.
  const patient = timers(Math.max(own, last?.advertIntervalMs ?? 0));
  const away = absences(evidence, node, fromNs, toNs);
  const isThere = (beginNs: bigint, dueNs: bigint) =>
    !away.some((span) => span.fromNs <= dueNs + TOLERANCE_NS && (span.toNs === null || span.toNs > beginNs));
  const returns = away.flatMap((span) => span.toNs ?? []);
  const waits: [bigint, bigint][] = [fromNs, ...returns].map((beginNs) => [beginNs, masterDownNs(patient)]);
  if (last?.node === node) waits.push([fromNs, patient.advertIntervalNs]);
  const heard = gap.stops.filter((stop) => stop.node !== node && !isParted(evidence, stop.atNs));
  for (const stop of heard) waits.push([stop.atNs, skewNs(patient)]);
  return waits
    .filter(([beginNs, waitNs]) => isThere(beginNs, beginNs + waitNs))
    .map(([beginNs, waitNs]) => beginNs + waitNs);
}

/** Every outage within its prediction. */
export function checkOutages(evidence: Evidence, routers: readonly string[]): Violation[] {
  return routers
    .flatMap((router) => outagesOf(evidence, router))
    .flatMap(({ router, fromNs, toNs, predictedNs, stalledNs: heldUpNs }) => {
      if (predictedNs === null || toNs - fromNs <= predictedNs + TOLERANCE_NS + heldUpNs) return [];
      const limit = `${ms(predictedNs)} + ${ms(TOLERANCE_NS)} ms, and ${ms(heldUpNs)} ms of stalls`;
      return [{ atNs: fromNs, what: `${router}: no advert for ${ms(toNs - fromNs)} ms, allowed ${limit}` }];
    });
}
