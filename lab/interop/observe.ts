import type { Segment, StationName } from '../segment/segment.ts';
import type { Play } from '../segment/speakers.ts';

/** How many adverts in a row must come from one speaker alone. */
const ADVERTS = 4;
/** Time for programs to start, besides what the protocol takes. */
const STARTING_MS = 6000;

/** Longest that a change of master may take with any priority: v2's Skew_Time is a second whatever the interval. */
function settleAfterMs({ version, advertIntervalMs }: Play): number {
  const skewMs = version === 2 ? 1000 : advertIntervalMs;
  return 2 * (3 * advertIntervalMs + skewMs) + ADVERTS * advertIntervalMs;
}

/** Who sent the virtual router's adverts with a priority above 0 since then, by MAC address. */
function advertisersSince(segment: Segment, { vrid }: Play, sinceNs: bigint): string[] {
  return segment.wire.frames
    .filter(({ tsNs, vrrp }) => tsNs > sinceNs && vrrp?.vrid === vrid && vrrp.priority > 0)
    .map(({ link }) => link?.src ?? '');
}

/**
 * Waits until only one station advertises, and our agent, which is on station `a`, has the VIPs exactly if it is that
 * one. A station is known by the MAC address of its frames; FRR speaks from a virtual one.
 * @throws Error with what was seen instead
 */
export async function expectOwner(segment: Segment, play: Play, owner: StationName): Promise<void> {
  const startedNs = segment.wire.nowNs;
  const agentMac = segment.station('a').mac;
  const giveUpMs = Date.now() + settleAfterMs(play) + STARTING_MS;
  const held = () => play.vips.filter((vip) => segment.addresses('a').includes(vip)).length;
  const wanted = owner === 'a' ? play.vips.length : 0;
  for (;;) {
    await segment.wire.next('an advert', (frame) => frame.vrrp?.vrid === play.vrid, {
      afterNs: segment.wire.nowNs,
      timeoutMs: settleAfterMs(play) + STARTING_MS,
    });
    const isOwners = (mac: string) => (mac === agentMac) === (owner === 'a');
    const last = advertisersSince(segment, play, startedNs).slice(-ADVERTS);
    const isOne = last.length === ADVERTS && last.every(isOwners);
    if (isOne && held() === wanted) return;
    if (Date.now() > giveUpMs)
      throw new Error(
        `${owner} is not the one owner: the last adverts came from ${last.join(', ')}, the agent has ${held()} VIPs`,
      );
  }
}
