import { expect, test } from 'vitest';
import { reportOf } from '../testing/fixtures.ts';
import { answeredAfterDeath, outageOf } from './outage.ts';

const { measured } = reportOf('r1', 'node-a', 'pass');

test('the outage shown is the one that the verdict rests on: ping before HTTP', () => {
  const seen = { ...measured, outageMs: { icmp: 350, http: 400, tcp: null } };
  expect(outageOf(seen)).toEqual({ ms: 350, probe: 'icmp', stepMs: 10 });
});

test('HTTP has its own step', () => {
  const seen = { ...measured, outageMs: { icmp: null, http: 400, tcp: null } };
  expect(outageOf(seen)).toEqual({ ms: 400, probe: 'http', stepMs: 50 });
});

test('what no probe saw is no outage', () => {
  expect(outageOf({ ...measured, outageMs: { icmp: null, http: null, tcp: null } })).toBeNull();
});

test('a crash whose address answered on until it was removed is told from one that did not', () => {
  const report = reportOf('r1', 'node-a', 'pass');
  const withIcmp = (icmp: number | null, kind = report.kind) => ({
    ...report,
    kind,
    measured: { ...measured, takeoverMs: 348.6, outageMs: { icmp, http: null, tcp: null } },
  });
  expect(answeredAfterDeath(withIcmp(290))).toBe(true);
  expect(answeredAfterDeath(withIcmp(340))).toBe(false);
  expect(answeredAfterDeath(withIcmp(350))).toBe(false);
  expect(answeredAfterDeath(withIcmp(null))).toBe(false);
  expect(answeredAfterDeath(withIcmp(60, 'graceful-stop'))).toBe(false);
});
