import type { Frame } from '../../protocol/wire/frame.ts';

/** What was seen while a drill ran. Times are milliseconds since the epoch on this machine's clock. */
export interface Recording {
  adverts: Advert[];
  announcements: Announcement[];
  icmp: Probe[];
  http: Probe[];
}

/** Which virtual router's frames are kept; `vips` without prefix, as they are written on the wire (RFC 5952). */
export interface RecordedRouter {
  vrid: number;
  family: 4 | 6;
  vips: readonly string[];
}

/** `mac` is the sender's on the link; absent where the capture has no link header. */
export interface Advert {
  atMs: number;
  source: string;
  mac: string | undefined;
  priority: number;
}

/** A gratuitous ARP, or over IPv6 an unsolicited neighbour advertisement. */
export interface Announcement {
  atMs: number;
  mac: string;
}

export interface Probe {
  sentMs: number;
  ok: boolean;
}

/** A drill of five minutes at 10 ms, twice over. */
const mostEntries = 100_000;

export function createRecording(): Recording {
  return { adverts: [], announcements: [], icmp: [], http: [] };
}

/** A receiver drops neighbour discovery that came over a router (RFC 4861, 7.1.2). */
const ndpHopLimit = 255;

/**
 * Keeps the adverts of one virtual router and the announcements of its VIPs. The other family's virtual router of that
 * VRID is another one (RFC 9568, 5.2.3).
 */
export function recordFrame(
  recording: Recording,
  frame: Frame,
  atMs: number,
  { vrid, family, vips }: RecordedRouter,
): void {
  const { vrrp, ip, link } = frame;
  if (vrrp?.vrid === vrid && ip?.version === family && vrrp.checksum.ok) {
    if (recording.adverts.length < mostEntries)
      recording.adverts.push({ atMs, source: ip.src, mac: link?.src, priority: vrrp.priority });
    return;
  }
  const mac = announcedBy(frame, vips);
  if (mac !== undefined && recording.announcements.length < mostEntries)
    recording.announcements.push({ atMs, mac });
}

/** The MAC address that a frame announces for one of the VIPs. */
function announcedBy({ arp, ndp, ip, link }: Frame, vips: readonly string[]): string | undefined {
  if (arp?.gratuitous && vips.includes(arp.senderIp)) return arp.senderMac;
  const isAnnounced = ndp && !ndp.solicited && ip?.ttl === ndpHopLimit && vips.includes(ndp.target);
  return isAnnounced ? (ndp.targetMac ?? link?.src) : undefined;
}
