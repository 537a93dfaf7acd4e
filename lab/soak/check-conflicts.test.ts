import { describe, expect, it } from 'vitest';
import { checkConflicts, conflictsOf } from './check-conflicts.ts';
import { adverts, at, evidence, router } from './history.fixture.ts';

const check = (change: Parameters<typeof evidence>[0]) => checkConflicts(evidence(change), [router]);
const parted = { kind: 'parted', node: null, fromNs: at(1000), toNs: at(3000) } as const;

describe('two owners', () => {
  it('are fine while they are parted, and for an interval and the tolerance after', () => {
    const soon = [...adverts('a', 100, 5000), ...adverts('b', 1360, 3300, 100)];
    expect(check({ sightings: soon, spans: [parted] })).toEqual([]);
    const late = [...adverts('a', 100, 5000), ...adverts('b', 1360, 3800, 100)];
    expect(check({ sightings: late, spans: [parted] })).toHaveLength(1);
  });

  it('are not fine without a reason', () => {
    const sightings = [...adverts('a', 100, 5000), ...adverts('b', 1050, 1450, 100)];
    expect(check({ sightings })).toHaveLength(1);
    const down = { kind: 'down', node: 'a', fromNs: at(900), toNs: at(1000) } as const;
    expect(check({ sightings, spans: [down] })).toHaveLength(1);
    const frozen = { ...down, kind: 'frozen', toNs: at(1200) } as const;
    expect(check({ sightings, spans: [frozen] })).toEqual([]);
    const stalls = [{ who: 'process 1', fromNs: at(700), toNs: at(1200) }];
    expect(check({ sightings, stalls })).toEqual([]);
  });

  it('are not those that follow each other', () => {
    const stop = adverts('a', 1010, 1010, 0);
    const sightings = [...adverts('a', 100, 1000), ...stop, ...adverts('b', 1071, 3000, 100)];
    const again = [...sightings, ...adverts('a', 3010, 5000)];
    expect(conflictsOf(evidence({ sightings: again }), router)).toEqual([]);
  });
});
