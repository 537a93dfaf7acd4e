import { describe, expect, it } from 'vitest';
import { checkAddresses } from './check-addresses.ts';
import { adverts, at, evidence, router, setting, vips } from './history.fixture.ts';

const sightings = adverts('a', 100, 5000);
const look = (node: 'a' | 'b', addresses: readonly string[], ms = 5000) => ({
  node,
  fromNs: at(ms),
  toNs: at(ms + 10),
  addresses: ['192.0.2.1/24', ...addresses],
});
const check = (change: Partial<Parameters<typeof evidence>[0]>) =>
  checkAddresses(evidence({ sightings, ...change }), [router]).map(({ what }) => what);

describe('VIPs', () => {
  it('are on the node that advertises, and on no other', () => {
    expect(check({ looks: [look('a', vips), look('b', [])] })).toEqual([]);
    expect(check({ looks: [look('b', vips)] })).toEqual(['vr1: b has 10.0.0.1/24, and does not advertise']);
    expect(check({ looks: [look('a', [])] })).toEqual(['vr1: a advertises, and has no 10.0.0.1/24']);
  });

  it('are gone from one that advertised until it heard of another owner', () => {
    const both = [...adverts('b', 4700, 4900, 100), ...adverts('a', 4950, 4950)];
    expect(check({ sightings: both, looks: [look('b', []), look('a', vips)] })).toEqual([]);
  });

  it('of a node that said priority 0 are gone', () => {
    const stopped = [...adverts('a', 100, 4900), ...adverts('a', 4950, 4950, 0)];
    expect(check({ sightings: stopped, looks: [look('a', vips)] })).toHaveLength(1);
  });

  it('that were taken out of the configuration are gone', () => {
    const settings = [
      setting('a', 200, { vips: [...vips, '10.0.0.2/24'] }),
      setting('b', 100),
      setting('a', 200, { fromNs: at(1000), toNs: at(1100) }),
    ];
    const looks = [look('a', [...vips, '10.0.0.2/24'])];
    expect(check({ settings, looks })).toEqual(['vr1: a has 10.0.0.2/24, and should not']);
  });

  it('stay on a master that stands still', () => {
    const spans = [{ kind: 'frozen', node: 'a', fromNs: at(3000), toNs: null }] as const;
    expect(check({ sightings: adverts('a', 100, 3000), spans, looks: [look('a', vips)] })).toEqual([]);
  });
});
