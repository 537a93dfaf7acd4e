import type { WireFrame } from '../bench/wire.ts';
import type { Segment } from '../segment/segment.ts';
import type { AddressLook, Evidence, NodeName, Setting, Sighting, Span, SpanKind, Stall } from './history.ts';
import { nodeNames } from './history.ts';
import type { PlannedRouter } from './plan.ts';

export interface Note {
  atNs: bigint;
  text: string;
}

/** The clock of the captured frames, in whole milliseconds. */
export const nowNs = () => BigInt(Date.now()) * 1_000_000n;
/** Later than now for certain, by the same clock. */
export const overNs = () => nowNs() + 1_000_000n;

/** Evidence of so long ago still matters to what is judged now. */
const BEFORE_NS = 10_000_000_000n;
const KEEP_NOTES = 400;
const KEEP_FRAMES = 3000;

/** Everything that is done and seen in a run, as it happens. */
export class Book {
  readonly spans: Span[] = [];
  readonly settings: Setting[] = [];
  readonly stalls: Stall[] = [];
  readonly notes: Note[] = [];
  #sightings: Sighting[] = [];
  #looks: AddressLook[] = [];
  readonly #segment: Segment;
  readonly #routers: readonly PlannedRouter[];
  #read = 0;

  constructor(segment: Segment, routers: readonly PlannedRouter[]) {
    this.#segment = segment;
    this.#routers = routers;
  }

  note(text: string): void {
    this.notes.push({ atNs: nowNs(), text });
    if (this.notes.length > 2 * KEEP_NOTES) this.notes.splice(0, KEEP_NOTES);
  }

  begin(kind: SpanKind, node: NodeName | null): Span {
    const span: Span = { kind, node, fromNs: nowNs(), toNs: null };
    this.spans.push(span);
    this.note(`${node ?? 'both'}: ${kind}`);
    return span;
  }

  /** From now on it may be over; `end` says when it is certain. */
  ending(span: Span): void {
    span.endingNs = nowNs();
  }

  end(span: Span): void {
    span.toNs = overNs();
    this.note(`${span.node ?? 'both'}: no longer ${span.kind}`);
  }

  /** The addresses of a node as they are. */
  look(node: NodeName): void {
    const fromNs = nowNs();
    const addresses = this.#segment.addresses(node);
    this.#looks.push({ node, fromNs, toNs: overNs(), addresses });
  }

  /** What matters to a time. */
  evidence(fromNs: bigint, toNs: bigint): Evidence {
    this.#readFrames();
    const sinceNs = fromNs - BEFORE_NS;
    return {
      fromNs,
      toNs,
      spans: this.spans.filter((span) => span.toNs === null || span.toNs >= sinceNs),
      settings: this.settings,
      sightings: this.#sightings,
      stalls: this.stalls.filter((stall) => stall.toNs >= sinceNs),
      looks: this.#looks.filter((look) => look.fromNs >= fromNs),
    };
  }

  /** Nothing before this time is judged any more. */
  forget(beforeNs: bigint): void {
    this.#sightings = this.#sightings.filter(({ atNs }) => atNs >= beforeNs - BEFORE_NS);
    this.#looks = this.#looks.filter((look) => look.fromNs >= beforeNs);
  }

  /** The captured VRRP frames of the last time. */
  framesSince(atNs: bigint): WireFrame[] {
    return this.#segment.wire.frames.filter((frame) => frame.tsNs >= atNs && frame.vrrp !== undefined);
  }

  #readFrames(): void {
    const { frames } = this.#segment.wire;
    for (const frame of frames.slice(this.#read)) {
      const sighting = this.#sighting(frame);
      if (sighting) this.#sightings.push(sighting);
    }
    if (frames.length > 2 * KEEP_FRAMES) frames.splice(0, frames.length - KEEP_FRAMES);
    this.#read = frames.length;
  }

  #sighting({ vrrp, ip, tsNs }: WireFrame): Sighting | undefined {
    if (vrrp === undefined || ip === undefined) return undefined;
    const router = this.#routers.find(({ vrid }) => vrid === vrrp.vrid)?.name;
    // The source address tells the node: the source MAC address may be the virtual one.
    const node = nodeNames.find((name) => {
      const { ipv4, ipv6 } = this.#segment.station(name);
      return ip.src === ipv4 || ip.src === ipv6;
    });
    if (router === undefined || node === undefined) return undefined;
    const { priority, advertIntervalMs } = vrrp;
    return { node, router, priority, advertIntervalMs, atNs: tsNs };
  }
}
