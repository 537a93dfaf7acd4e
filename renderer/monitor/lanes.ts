import type { FrameRing } from '../store/frame-ring.ts';

export const windowMs = 10_000;
const mostLanes = 4;

export interface LaneMark {
  atMs: number;
  kind: 'advert' | 'stops' | 'garp';
}

/** Speakers with adverts within the window, those of the lab first; a known one keeps its lane while it is silent. */
export function lanesOf(ring: FrameRing, nowMs: number, known: readonly string[]): string[] {
  const found = new Set(known.slice(0, 2));
  for (let index = ring.length - 1; index >= 0; index -= 1) {
    const frame = ring.at(index);
    if (!frame || Number(frame.ts) * 1000 < nowMs - windowMs) break;
    if (frame.vrrp && frame.ip) found.add(frame.ip.src);
  }
  return [...found].slice(0, mostLanes);
}

/** Newest first. */
export function marksOf(ring: FrameRing, source: string, nowMs: number): LaneMark[] {
  const marks: LaneMark[] = [];
  const mac = { of: '' };
  for (let index = ring.length - 1; index >= 0; index -= 1) {
    const frame = ring.at(index);
    if (!frame) break;
    const atMs = Number(frame.ts) * 1000;
    if (atMs < nowMs - windowMs) break;
    if (frame.vrrp && frame.ip?.src === source) {
      mac.of = frame.link?.src ?? mac.of;
      marks.push({ atMs, kind: frame.vrrp.priority === 0 ? 'stops' : 'advert' });
    } else if (frame.arp?.gratuitous && frame.arp.senderMac === mac.of) marks.push({ atMs, kind: 'garp' });
  }
  return marks;
}
