import { expect, test } from 'vitest';
import { reportOf } from '../testing/fixtures.ts';
import { outageOf } from './outage.ts';

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
