import type { DrillReport, TimelineEntry } from '../../protocol/contract/drills.ts';
import type { Advert, Announcement, Probe, Recording } from './recording.ts';

type Measured = DrillReport['measured'];

export interface Span {
  /** T0, milliseconds since the epoch on this machine's clock. */
  injectMs: number;
  /** When the revert began; what comes after belongs to the way back. */
  revertMs: number;
  probeStepMs: number;
  /** A switch hands unicast adverts to the peer alone: what is heard of them here is chance. */
  isUnicast: boolean;
}

export interface Outage {
  lastOkMs: number;
  firstOkMs: number;
  lost: number;
}

/**
 * The longest stretch without an answer that touches the span, from the last answered probe before it to the first
 * after it. Null when nothing was lost, when nothing was ever answered, or when it did not end.
 */
export function findOutage(probes: readonly Probe[], fromMs: number, untilMs: number): Outage | null {
  const ordered = probes.toSorted((a, b) => a.sentMs - b.sentMs);
  let longest: Outage | null = null;
  let lastOk: Probe | null = null;
  let lost = 0;
  for (const probe of ordered) {
    if (!probe.ok) {
      lost++;
      continue;
    }
    if (lastOk && lost > 0 && probe.sentMs >= fromMs && lastOk.sentMs <= untilMs) {
      const outage = { lastOkMs: lastOk.sentMs, firstOkMs: probe.sentMs, lost };
      if (!longest || lengthOf(outage) > lengthOf(longest)) longest = outage;
    }
    lastOk = probe;
    lost = 0;
  }
  return longest;
}

const lengthOf = (outage: Outage) => outage.firstOkMs - outage.lastOkMs;
const isMaster = ({ priority }: Advert) => priority > 0;
const round = (value: number) => Math.round(value * 100) / 100;

/** Was this probe ever answered before T0? Without that, a silence says nothing about the failover. */
export function answeredBefore(probes: readonly Probe[], injectMs: number): boolean {
  return probes.some((probe) => probe.ok && probe.sentMs < injectMs);
}

/** Who was the master before T0: which senders, on the wire and on the link, are it. */
export interface OldMaster {
  sent(advert: Advert): boolean;
  /** A virtual MAC address is nobody's own: what it announces after T0 counts as the new master's. */
  announced(announcement: Announcement): boolean;
}

/**
 * Reads the figures and the story out of what was recorded. Where no unicast advert of the new master gets here, its
 * announcement of the VIP stands for it, which follows at once. Pure.
 */
export function measure(
  recording: Recording,
  span: Span,
  old: OldMaster,
): { measured: Measured; timeline: TimelineEntry[] } {
  const { injectMs, revertMs } = span;
  const isDuring = ({ atMs }: { atMs: number }) => atMs >= injectMs && atMs <= revertMs;
  const during = recording.adverts.filter(isDuring);
  const isOld = old.sent;
  const firstNew = during.find((advert) => !isOld(advert) && isMaster(advert));
  const lastOld = recording.adverts.findLast(
    (advert) => isOld(advert) && isMaster(advert) && advert.atMs <= (firstNew?.atMs ?? revertMs),
  );
  const release = during.find((advert) => isOld(advert) && advert.priority === 0);
  const isUnheard = span.isUnicast && firstNew === undefined;
  const moved = recording.announcements.filter((entry) => isDuring(entry) && !old.announced(entry));
  const announcement = isUnheard
    ? moved[0]
    : firstNew && recording.announcements.find(({ atMs }) => atMs >= firstNew.atMs - 1);
  const overlap = firstNew
    ? during.findLast((advert) => isOld(advert) && isMaster(advert) && advert.atMs > firstNew.atMs)
    : undefined;
  const icmp = findOutage(recording.icmp, injectMs, revertMs);
  const http = findOutage(recording.http, injectMs, revertMs);

  const outageOf = (probes: readonly Probe[], outage: Outage | null) =>
    !answeredBefore(probes, injectMs)
      ? null
      : outage
        ? round(lengthOf(outage))
        : stillSilent(probes)
          ? null
          : 0;
  const since = (atMs: number | undefined, fromMs: number | undefined) =>
    atMs === undefined || fromMs === undefined ? null : round(atMs - fromMs);

  const measured: Measured = {
    takeoverMs: since(isUnheard ? announcement?.atMs : firstNew?.atMs, injectMs),
    detectMs: since(firstNew?.atMs, lastOld?.atMs),
    arpMs: since(announcement?.atMs, firstNew?.atMs),
    outageMs: { icmp: outageOf(recording.icmp, icmp), http: outageOf(recording.http, http), tcp: null },
    lostProbes: (answeredBefore(recording.icmp, injectMs) ? icmp : http)?.lost ?? 0,
    dualOwnerMs: firstNew ? round(overlap ? overlap.atMs - firstNew.atMs : 0) : null,
    noOwnerMs: since(firstNew?.atMs, release?.atMs ?? lastOld?.atMs),
    transitions: isUnheard
      ? countChanges(moved.map(({ mac }) => mac)) + Math.min(moved.length, 1)
      : countChanges([...(lastOld ? [lastOld] : []), ...during.filter(isMaster)].map(({ source }) => source)),
    probeStepMs: span.probeStepMs,
  };

  const timeline: TimelineEntry[] = [];
  const note = (
    atMs: number | undefined,
    what: TimelineEntry['what'],
    detail: string,
    source: TimelineEntry['source'],
  ) => {
    if (atMs !== undefined) timeline.push({ t: round(atMs - injectMs), what, detail, source });
  };
  note(
    isUnheard ? undefined : lastOld?.atMs,
    'last-advert',
    `from ${lastOld?.source}, priority ${lastOld?.priority}`,
    'wire',
  );
  note(release?.atMs, 'priority-0', `from ${release?.source}`, 'wire');
  note(firstNew?.atMs, 'first-advert', `from ${firstNew?.source}, priority ${firstNew?.priority}`, 'wire');
  note(announcement?.atMs, 'gratuitous-arp', `from ${announcement?.mac}`, 'wire');
  note(icmp?.lastOkMs, 'icmp-lost', 'last answered echo request', 'probe');
  note(icmp?.firstOkMs, 'icmp-back', `first answered again, ${icmp?.lost} lost`, 'probe');
  note(http?.lastOkMs, 'http-lost', 'last answered request', 'probe');
  note(http?.firstOkMs, 'http-back', `first answered again, ${http?.lost} lost`, 'probe');
  return { measured, timeline: timeline.toSorted((a, b) => a.t - b.t) };
}

function stillSilent(probes: readonly Probe[]): boolean {
  return probes.at(-1)?.ok === false;
}

/** How often the sender is another one than before. */
function countChanges(senders: readonly string[]): number {
  return senders.filter((sender, index) => index > 0 && sender !== senders[index - 1]).length;
}
