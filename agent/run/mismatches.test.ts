import { describe, expect, it } from 'vitest';
import { Mismatches } from './mismatches.ts';

const peer = '10.77.0.12';

function flood(mismatches: Mismatches): boolean[] {
  return Array.from({ length: 1000 }, (_, at) =>
    mismatches.note(`10.9.${at >> 8}.${at & 255}`, 'checksum-bad'),
  );
}

describe('mismatches', () => {
  it('are counted by peer and kind, and news once', () => {
    const mismatches = new Mismatches(() => false);
    const news = ['checksum-bad', 'checksum-bad', 'auth-mismatch'].map((what) => mismatches.note(peer, what));
    expect(news).toEqual([true, false, true]);
    expect(mismatches.list()).toEqual([
      { source: peer, what: 'checksum-bad', count: 2 },
      { source: peer, what: 'auth-mismatch', count: 1 },
    ]);
  });

  it('of a peer that is known outlast a flood from made-up addresses', () => {
    const mismatches = new Mismatches((source) => source === peer);
    mismatches.note(peer, 'addresses-differ');
    flood(mismatches);
    expect(mismatches.list()).toContainEqual({ source: peer, what: 'addresses-differ', count: 1 });
  });

  it('of a peer that is known are news in the middle of a flood; the flood is not', () => {
    const mismatches = new Mismatches((source) => source === peer);
    const news = flood(mismatches).filter((isNews) => isNews).length;
    expect(news).toBe(32);
    expect(mismatches.note(peer, 'auth-mismatch')).toBe(true);
    flood(mismatches);
    expect(mismatches.note(peer, 'auth-mismatch')).toBe(false);
  });

  it('show what came last, whoever sent it, and no more than 32', () => {
    const mismatches = new Mismatches(() => true);
    flood(mismatches);
    mismatches.note(peer, 'interval-mismatch');
    expect(mismatches.list()).toHaveLength(32);
    expect(mismatches.list().at(-1)).toEqual({ source: peer, what: 'interval-mismatch', count: 1 });
  });
});
