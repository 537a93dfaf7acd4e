import { describe, expect, it } from 'vitest';
import { checkOwners } from './check-owners.ts';
import { adverts, at, evidence, router, setting } from './history.fixture.ts';

const check = (change: Parameters<typeof evidence>[0]) => checkOwners(evidence(change), [router]);

describe('while nothing changes', () => {
  it('the highest priority advertises', () => {
    expect(check({ sightings: adverts('a', 100, 5000) })).toEqual([]);
    expect(check({ sightings: adverts('b', 100, 5000, 100) })).toEqual([
      expect.objectContaining({ what: expect.stringContaining('b advertises') }),
      expect.objectContaining({ what: 'vr1: a should advertise, and does not' }),
    ]);
  });

  it('each advertises while they are parted, and one again after they were', () => {
    const spans = [{ kind: 'parted', node: null, fromNs: at(1000), toNs: at(3000) }] as const;
    const apart = [...adverts('a', 100, 5000), ...adverts('b', 1360, 3000, 100)];
    expect(check({ sightings: apart, spans })).toEqual([]);
    expect(check({ sightings: adverts('a', 100, 5000), spans })).toHaveLength(1);
    const forever = [...adverts('a', 100, 5000), ...adverts('b', 1360, 5000, 100)];
    expect(check({ sightings: forever, spans })).toHaveLength(1);
  });

  it('who comes back may be there before it is certain', () => {
    const spans = [
      { kind: 'unplugged', node: 'a', fromNs: at(1000), endingNs: at(2000), toNs: at(4000) },
    ] as const;
    const soon = [...adverts('a', 100, 1000), ...adverts('b', 1360, 2100, 100), ...adverts('a', 2010, 5000)];
    expect(check({ sightings: soon, spans })).toEqual([]);
  });

  it('another priority moves the owner, and gives it the time to', () => {
    const settings = [
      setting('a', 200),
      setting('b', 100),
      setting('a', 50, { fromNs: at(2000), toNs: at(2100) }),
    ];
    const moves = [...adverts('a', 100, 2200), ...adverts('b', 2460, 5000, 100)];
    expect(check({ sightings: moves, settings })).toEqual([]);
    expect(check({ sightings: adverts('a', 100, 5000), settings })).toHaveLength(2);
  });

  it('nobody advertises where nobody can', () => {
    const spans = (['a', 'b'] as const).map((node) => ({
      kind: 'unplugged' as const,
      node,
      fromNs: at(1000),
      toNs: null,
    }));
    expect(check({ sightings: adverts('a', 100, 1000), spans })).toEqual([]);
    expect(check({ sightings: adverts('a', 100, 5000), spans })).toHaveLength(1);
  });
});
