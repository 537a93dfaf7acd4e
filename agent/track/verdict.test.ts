import { describe, expect, it } from 'vitest';
import { firstVerdict, judge, type Verdict } from './verdict.ts';

/** `+` is a good result, `-` a bad one; P and F are what the check counts as after each. */
function play(results: string, options: { rise?: number; fall?: number; startsFailing?: boolean } = {}) {
  const { rise = 1, fall = 1, startsFailing = false } = options;
  let verdict: Verdict = firstVerdict({ startsFailing });
  return [...results]
    .map((result) => {
      verdict = judge(verdict, result === '+', { rise, fall });
      return verdict.passing ? 'P' : 'F';
    })
    .join('');
}

describe('the verdict on a check', () => {
  it('follows every result where one is enough', () => {
    expect(play('+-+--+')).toBe('PFPFFP');
  });

  it('falls after so many bad results in a row', () => {
    expect(play('--+---', { fall: 3 })).toBe('PPPPPF');
  });

  it('rises after so many good results in a row', () => {
    expect(play('-+-++', { rise: 2 })).toBe('FFFFP');
  });

  it('passes before it fell, unless it starts failing', () => {
    expect(firstVerdict({ startsFailing: false }).passing).toBe(true);
    expect(firstVerdict({ startsFailing: true }).passing).toBe(false);
    expect(play('++', { rise: 2, startsFailing: true })).toBe('FP');
  });
});
