import { expect, test } from 'vitest';
import { labOf, nodeNames, topologyOf } from '../testing/fixtures.ts';
import { isServed } from './is-served.ts';

const lab = labOf('pair', nodeNames);
const drafted = { ...lab, deployedMs: null };
const routerOf = (verdict: 'owned' | 'unknown') => {
  const [router] = topologyOf(lab, verdict, 1_790_000_000_000, 10).virtualRouters;
  if (!router) throw new Error('no router');
  return router;
};

test('a deployed lab has an owner to name, also where nothing is heard of it', () => {
  expect(isServed(lab, routerOf('unknown'))).toBe(true);
});

test('an address that was only suggested has none, whoever else speaks on the segment', () => {
  expect(isServed(drafted, routerOf('unknown'))).toBe(false);
  const router = routerOf('owned');
  const strangers = router.witnesses.wire.map((witness) => ({ ...witness, node: null }));
  const witnesses = { ...router.witnesses, wire: strangers, nodes: [] };
  expect(isServed(drafted, { ...router, witnesses })).toBe(false);
});

test('a pair that somebody else set up is named by what its nodes say, for that very address', () => {
  const router = routerOf('owned');
  expect(isServed(drafted, router)).toBe(true);
  expect(isServed(drafted, { ...router, vips: ['10.77.0.199/24'] })).toBe(false);
});
