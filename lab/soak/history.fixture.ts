import type { Evidence, NodeName, Setting, Sighting } from './history.ts';

/** Runs as the checkers' tests tell them: milliseconds from the beginning. */
export const at = (ms: number) => BigInt(ms) * 1_000_000n;

export const router = 'vr1';
export const vips = ['10.0.0.1/24'];

export function setting(node: NodeName, priority: number, change: Partial<Setting> = {}): Setting {
  return { node, router, priority, advertIntervalMs: 100, vips, fromNs: at(0), toNs: at(0), ...change };
}

/** Every 100 ms, both ends included. */
export function adverts(node: NodeName, fromMs: number, toMs: number, priority = 200): Sighting[] {
  const sightings: Sighting[] = [];
  for (let ms = fromMs; ms <= toMs; ms += 100)
    sightings.push({ node, router, priority, advertIntervalMs: 100, atNs: at(ms) });
  return sightings;
}

/** `a` with priority 200, `b` with 100: Master_Down_Interval 321 and 360 ms. */
export function evidence(change: Partial<Evidence> & { sightings: Sighting[] }): Evidence {
  return {
    fromNs: at(100),
    toNs: at(5000),
    spans: [],
    settings: [setting('a', 200), setting('b', 100)],
    stalls: [],
    looks: [],
    ...change,
    sightings: change.sightings.toSorted((one, other) => Number(one.atNs - other.atNs)),
  };
}
