import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until a condition of the system holds that announces itself in no other way, such as the end of a process
 * that is not our child. Gives false when it does not hold within `limitMs`. The condition is looked at every 5 ms.
 */
export async function waitUntil(
  condition: () => boolean,
  limitMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() >= end) return false;
    await delay(5, undefined, signal === undefined ? {} : { signal });
  }
  return true;
}
