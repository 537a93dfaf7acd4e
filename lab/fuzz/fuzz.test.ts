import { describe, expect, it } from 'vitest';
import { fuzz } from './run.ts';
import { targets } from './targets.ts';

const inputs = 200_000;
/** No input may come near to this; it is the border to "hangs", not a measure of speed. */
const patienceMs = 5000;
const leakBytes = 48 * 1024 * 1024;

describe.each(targets)('the reader of $name', (target) => {
  it('takes whatever it is given: no exception, no hang, no leak', { timeout: 300_000 }, () => {
    const result = fuzz(target, { inputs: inputs / targets.length, seed: 20_261_122 });
    expect(result.failure).toBeNull();
    expect(result.inputs).toBe(inputs / targets.length);
    expect(result.slowest.ms).toBeLessThan(patienceMs);
    expect(result.heapGrowthBytes).toBeLessThan(leakBytes);
  });
});
