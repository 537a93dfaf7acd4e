import type { Lab, VirtualRouter } from '../../protocol/lab/schema.ts';
import { masterDownNs, skewNs, type TimerInput } from '../../protocol/vrrp/timers.ts';

/** Priority of the node that would take over: the lower of the two. */
export function standbyPriority(router: VirtualRouter): number {
  return Math.min(...Object.values(router.priorities));
}

function timerInput(lab: Lab, priority: number): TimerInput {
  return { version: lab.vrrpVersion, priority, advertIntervalNs: BigInt(lab.advertIntervalMs) * 1_000_000n };
}

/** Skew_Time of a node, milliseconds. */
export function skewMs(lab: Lab, priority: number): number {
  return Number(skewNs(timerInput(lab, priority))) / 1e6;
}

/** Master_Down_Interval of the virtual router's standby, milliseconds. */
export function masterDownMs(lab: Lab, router: VirtualRouter): number {
  return Number(masterDownNs(timerInput(lab, standbyPriority(router)))) / 1e6;
}

/**
 * How long a speaker may be silent before it counts as gone, milliseconds. A stranger is judged by the interval that it
 * announces, or a slow one would appear and vanish with each of its adverts.
 */
export function speakerDownMs(
  lab: Lab,
  router: VirtualRouter,
  speaker: { version: number; priority: number; advertIntervalMs: number },
): number {
  const own = masterDownNs({
    version: speaker.version === 2 ? 2 : 3,
    priority: speaker.priority,
    advertIntervalNs: BigInt(speaker.advertIntervalMs) * 1_000_000n,
  });
  return Math.max(masterDownMs(lab, router), Number(own) / 1e6);
}
