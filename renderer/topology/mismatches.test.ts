import { expect, test } from 'vitest';
import type { Mismatch, Topology } from '../../protocol/contract/topology.ts';
import { labOf, nodeNames, topologyOf } from '../testing/fixtures.ts';
import { presentMismatches } from './mismatches.ts';

const summary = labOf('practice', nodeNames);
const mismatch = (
  what: string,
  node: string | null,
  freshness: Mismatch['freshness'] = 'fresh',
): Mismatch => ({
  source: '10.77.0.9',
  node,
  what,
  count: 3,
  seenMs: 1,
  freshness,
});

function topology(reports: Record<string, Mismatch[]>): Topology {
  const built = topologyOf(summary, 'owned', 1_000_000, 10);
  for (const router of built.virtualRouters)
    for (const report of router.witnesses.nodes) report.mismatches = reports[report.node] ?? [];
  return built;
}

test('two nodes that say the same of each other say it once', () => {
  const found = presentMismatches(
    topology({
      'node-a': [mismatch('auth-mismatch', 'node-b')],
      'node-b': [mismatch('auth-mismatch', 'node-a')],
    }),
  );
  expect(found).toMatchObject([
    { reporter: 'node-a', peer: 'node-b', kind: 'auth-mismatch', discards: true },
  ]);
});

test('what is over is no warning any more', () => {
  expect(
    presentMismatches(topology({ 'node-b': [mismatch('interval-differs', 'node-a', 'stale')] })),
  ).toEqual([]);
});

test('a stranger is called by its address, and a remark discards nothing', () => {
  expect(presentMismatches(topology({ 'node-b': [mismatch('addresses-differ', null)] }))).toMatchObject([
    { peer: '10.77.0.9', kind: 'addresses-differ', discards: false },
  ]);
});

test('what another version of the agent may say is not hidden', () => {
  expect(presentMismatches(topology({ 'node-b': [mismatch('colour-differs', 'node-a')] }))).toMatchObject([
    { kind: 'unknown', what: 'colour-differs' },
  ]);
});

test('the same thing in many virtual routers is one warning that names them', () => {
  const one = topology({ 'node-b': [mismatch('auth-mismatch', 'node-a')] });
  const [router] = one.virtualRouters;
  if (!router) throw new Error('the fixture has a virtual router');
  const both = { ...one, virtualRouters: [router, { ...router, vrid: 52 }] };
  expect(presentMismatches(both)).toMatchObject([{ what: 'auth-mismatch', vrids: [51, 52] }]);
});
