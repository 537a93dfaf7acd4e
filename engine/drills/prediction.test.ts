import { describe, expect, it } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
import { predictOutage } from './prediction.ts';

function lab(vrrpVersion: 2 | 3, advertIntervalMs: number) {
  return labSchema.parse({
    name: 'test',
    vrrpVersion,
    advertIntervalMs,
    nodes: ['a', 'b'].map((name, index) => ({
      name,
      host: `10.0.0.${index + 1}`,
      user: 'root',
      interface: 'eth0',
      auth: { kind: 'agent' },
    })),
    virtualRouters: [{ vrid: 7, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
  });
}

describe('predictOutage', () => {
  it.each([
    [3, 100, 260.9, 360.9],
    [3, 1000, 2609.4, 3609.4],
    [2, 1000, 2609.4, 3609.4],
  ] as const)('v%i at %i ms: a crash costs %f to %f ms', (version, interval, min, max) => {
    const own = lab(version, interval);
    const prediction = predictOutage('crash', own, own.virtualRouters[0] as never, 'a');
    expect(prediction.minMs).toBeCloseTo(min, 0);
    expect(prediction.maxMs).toBeCloseTo(max, 0);
  });

  it('takes the priority of the node that is left, not of the one that is hit', () => {
    const own = lab(3, 1000);
    const prediction = predictOutage('graceful-stop', own, own.virtualRouters[0] as never, 'b');
    expect(prediction.outageMs).toBeCloseTo(((256 - 150) / 256) * 1000, 3);
  });

  it('of v2 skews by the second whatever the interval is', () => {
    const own = lab(2, 3000);
    const prediction = predictOutage('graceful-stop', own, own.virtualRouters[0] as never, 'a');
    expect(prediction.outageMs).toBeCloseTo(609.4, 0);
  });
});
