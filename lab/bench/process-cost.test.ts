import { describe, expect, it } from 'vitest';
import { parseMemory, parseRuntimeNs, parseWakeups } from './process-cost.ts';

describe('what a process costs', () => {
  it('is read from smaps_rollup', () => {
    const text = `00400000-7ffd2f5e6000 ---p 00000000 00:00 0    [rollup]
Rss:               59140 kB
Pss:               56555 kB
Pss_Dirty:         18300 kB
Pss_Anon:          17300 kB
Pss_File:          39255 kB
`;
    expect(parseMemory(text)).toEqual({ rssKb: 59_140, pssKb: 56_555, anonymousKb: 17_300 });
  });

  it('is read from schedstat and status', () => {
    expect(parseRuntimeNs('283368123 9012 1440\n')).toBe(283_368_123);
    const status = 'Threads:\t4\nvoluntary_ctxt_switches:\t133\nnonvoluntary_ctxt_switches:\t9\n';
    expect(parseWakeups(status)).toBe(133);
  });

  it('is not a number where the kernel does not tell', () => {
    expect(parseMemory('').rssKb).toBeNaN();
    expect(parseRuntimeNs('')).toBeNaN();
    expect(parseWakeups('')).toBeNaN();
  });
});
