import { describe, expect, it } from 'vitest';
import { checkOutages, outagesOf } from './check-outages.ts';
import { adverts, at, evidence, router } from './history.fixture.ts';

const aIsDown = { kind: 'down', node: 'a', fromNs: at(1010), toNs: null } as const;
const check = (change: Parameters<typeof evidence>[0]) => checkOutages(evidence(change), [router]);

describe('an outage', () => {
  it('of a master that goes on is an interval', () => {
    const [, second] = outagesOf(evidence({ sightings: adverts('a', 100, 5000) }), router);
    expect(second).toMatchObject({ predictedNs: at(100), fromNs: at(100), toNs: at(200) });
  });

  it('after a crash lasts for Master_Down_Interval of the backup', () => {
    const sightings = [...adverts('a', 100, 1000), ...adverts('b', 1360, 5000, 100)];
    const found = outagesOf(evidence({ sightings, spans: [aIsDown] }), router);
    expect(found.find(({ fromNs }) => fromNs === at(1000))?.predictedNs).toBe(360_937_500n);
    expect(check({ sightings, spans: [aIsDown] })).toEqual([]);
  });

  it('is too long beyond prediction and tolerance, unless the machine stood still', () => {
    const sightings = [...adverts('a', 100, 1000), ...adverts('b', 1700, 5000, 100)];
    expect(check({ sightings, spans: [aIsDown] })).toHaveLength(1);
    const stalls = [{ who: 'machine', fromNs: at(1200), toNs: at(1300) }];
    expect(check({ sightings, spans: [aIsDown], stalls })).toEqual([]);
  });

  it('after priority 0 lasts for Skew_Time', () => {
    const stop = adverts('a', 1010, 1010, 0);
    const quick = [...adverts('a', 100, 1000), ...stop, ...adverts('b', 1071, 5000, 100)];
    expect(check({ sightings: quick, spans: [aIsDown] })).toEqual([]);
    const slow = [...adverts('a', 100, 1000), ...stop, ...adverts('b', 1360, 5000, 100)];
    expect(check({ sightings: slow, spans: [aIsDown] })).toHaveLength(1);
  });

  it('after priority 0 that was not heard lasts for Master_Down_Interval', () => {
    const stop = adverts('a', 1010, 1010, 0);
    const parted = { kind: 'parted', node: null, fromNs: at(1005), toNs: null } as const;
    const sightings = [...adverts('a', 100, 1000), ...stop, ...adverts('b', 1360, 5000, 100)];
    expect(check({ sightings, spans: [aIsDown, parted] })).toEqual([]);
  });

  it('is not limited while nobody is there, and is again once one listens', () => {
    const bIsDown = { kind: 'down', node: 'b', fromNs: at(900), toNs: at(3000) } as const;
    const sightings = [...adverts('a', 100, 1000), ...adverts('b', 3361, 5000, 100)];
    expect(check({ sightings, spans: [aIsDown, bIsDown] })).toEqual([]);
    const late = [...adverts('a', 100, 1000), ...adverts('b', 3700, 5000, 100)];
    expect(check({ sightings: late, spans: [aIsDown, bIsDown] })).toHaveLength(1);
  });

  it('that has not ended counts', () => {
    expect(check({ sightings: adverts('a', 100, 4000) })).toHaveLength(1);
  });
});
