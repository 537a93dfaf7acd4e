/**
 * What is known of a run: what was done and when, and what was seen. The checkers are pure functions of it. Times are
 * nanoseconds since the epoch.
 */
export const nodeNames = ['a', 'b'] as const;
export type NodeName = (typeof nodeNames)[number];

/** What keeps a node from its part, or the nodes from hearing each other. `parted` concerns both. */
export type SpanKind = 'down' | 'frozen' | 'unplugged' | 'parted';

export interface Span {
  kind: SpanKind;
  /** Null where it concerns both. */
  node: NodeName | null;
  /** Just before it began. */
  fromNs: bigint;
  /** From when on it may be over; none where it ends at once. */
  endingNs?: bigint;
  /** When it was certainly over; null while it lasts. */
  toNs: bigint | null;
}

/** What a node is told of one virtual router; the priority with what its checks do to it. */
export interface Setting {
  node: NodeName;
  router: string;
  priority: number;
  advertIntervalMs: number;
  vips: readonly string[];
  /** Just before it was told. */
  fromNs: bigint;
  /** When it certainly followed; null while it is not certain. */
  toNs: bigint | null;
}

/** An advert on the wire. */
export interface Sighting {
  node: NodeName;
  router: string;
  /** 0: its sender stops. */
  priority: number;
  advertIntervalMs: number;
  atNs: bigint;
}

/** A time in which something that was to run did not get a processor. */
export interface Stall {
  who: string;
  fromNs: bigint;
  toNs: bigint;
}

/** The addresses of a node, looked at between two moments. */
export interface AddressLook {
  node: NodeName;
  fromNs: bigint;
  toNs: bigint;
  /** With prefixes. */
  addresses: readonly string[];
}

export interface Violation {
  atNs: bigint;
  what: string;
}

/** The part of a run that is judged at once. */
export interface Evidence {
  /** It begins and ends at quiet moments. */
  fromNs: bigint;
  toNs: bigint;
  spans: readonly Span[];
  settings: readonly Setting[];
  /** In their order, from a while before `fromNs` on. */
  sightings: readonly Sighting[];
  stalls: readonly Stall[];
  looks: readonly AddressLook[];
}

/** How late anything may be, besides what the protocol takes and what the machine held up. */
export const TOLERANCE_NS = 250_000_000n;

const overlaps = (span: { fromNs: bigint; toNs: bigint | null }, fromNs: bigint, toNs: bigint) =>
  span.fromNs <= toNs && (span.toNs === null || span.toNs > fromNs);

/** What keeps a node from advertising, in a time. */
export function absences(evidence: Evidence, node: NodeName, fromNs: bigint, toNs: bigint): Span[] {
  return evidence.spans.filter((span) => span.node === node && overlaps(span, fromNs, toNs));
}

/** Whether the nodes do not hear each other, at a moment. */
export function isParted(evidence: Evidence, atNs: bigint): boolean {
  return evidence.spans.some((span) => span.kind === 'parted' && overlaps(span, atNs, atNs));
}

/** What a node may follow at some moment of a time: more than one while it is being told another one. */
export function settingsIn(
  evidence: Evidence,
  node: NodeName,
  router: string,
  fromNs: bigint,
  toNs: bigint,
): Setting[] {
  const told = evidence.settings.filter((setting) => setting.node === node && setting.router === router);
  return told.filter(({ fromNs: toldNs }, index) => {
    const next = told[index + 1];
    return toldNs <= toNs && (next === undefined || next.toNs === null || next.toNs > fromNs);
  });
}

/** How much of a time the machine took, all stalls together. */
export function stalledNs(stalls: readonly Stall[], fromNs: bigint, toNs: bigint): bigint {
  let sum = 0n;
  let doneNs = fromNs;
  for (const stall of stalls.toSorted((one, other) => byTime(one.fromNs, other.fromNs))) {
    const beginNs = later(stall.fromNs, doneNs);
    const endNs = earlier(stall.toNs, toNs);
    if (endNs <= beginNs) continue;
    sum += endNs - beginNs;
    doneNs = endNs;
  }
  return sum;
}

export const ms = (ns: bigint) => (Number(ns) / 1e6).toFixed(0);

// Math.min and Math.max do not take bigint.
export const earlier = (one: bigint, other: bigint) => [one, other].toSorted(byTime)[0] as bigint;
export const later = (one: bigint, other: bigint) => [one, other].toSorted(byTime)[1] as bigint;

export function byTime(one: bigint, other: bigint): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
