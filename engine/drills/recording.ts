import type { Frame } from '../../protocol/wire/frame.ts';

/** What was seen while a drill ran. Times are milliseconds since the epoch on this machine's clock. */
export interface Recording {
  adverts: { atMs: number; source: string; priority: number }[];
  announcements: { atMs: number; mac: string }[];
  icmp: Probe[];
  http: Probe[];
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

/** Keeps the adverts of one virtual router and the gratuitous ARP for its VIPs. */
export function recordFrame(
  recording: Recording,
  frame: Frame,
  atMs: number,
  vrid: number,
  vips: readonly string[],
): void {
  if (frame.vrrp?.vrid === vrid && frame.ip && frame.vrrp.checksum.ok) {
    if (recording.adverts.length < mostEntries)
      recording.adverts.push({ atMs, source: frame.ip.src, priority: frame.vrrp.priority });
  } else if (frame.arp?.gratuitous && vips.includes(frame.arp.senderIp)) {
    if (recording.announcements.length < mostEntries)
      recording.announcements.push({ atMs, mac: frame.arp.senderMac });
  }
}
