import { expect, test } from 'vitest';
import type { NodeWitness, Topology } from '../../protocol/contract/topology.ts';
import { labOf, nodeNames, topologyOf } from '../testing/fixtures.ts';
import { type Circumstances, switchoverOffer } from './switchover-offer.ts';

const summary = labOf('practice', nodeNames);
const good: Circumstances = { backend: 'tandem-agent', connected: true, deployed: true, drilling: false };

function offer(
  topology: Topology,
  circumstances: Partial<Circumstances> = {},
  change: (report: NodeWitness) => Partial<NodeWitness> = () => ({}),
) {
  const [router] = topology.virtualRouters;
  if (!router) throw new Error('the fixture has a virtual router');
  const reports = router.witnesses.nodes.map((report) => ({ ...report, ...change(report) }));
  const changed = { ...router, witnesses: { ...router.witnesses, nodes: reports } };
  return switchoverOffer(changed, topology.nodes, { ...good, ...circumstances });
}
const owned = (owner: 0 | 1 = 0) => topologyOf(summary, 'owned', 1_000_000, 10, owner);

test('it goes to the node that does not lead', () => {
  expect(offer(owned(0))).toEqual({ to: 'node-b', blocked: null });
  expect(offer(owned(1))).toEqual({ to: 'node-a', blocked: null });
});

test('agents that report can be asked, whoever deployed them', () => {
  expect(offer(owned(), { deployed: false })?.blocked).toBeNull();
});

test.each<[string, ReturnType<typeof offer>, string, string]>([
  ['without the engine', offer(owned(), { connected: false }), 'offline', 'node-b'],
  ['of keepalived', offer(owned(), { backend: 'keepalived' }), 'keepalived', 'node-b'],
  [
    'not deployed',
    offer(owned(), { deployed: false }, () => ({ freshness: 'never' })),
    'not-deployed',
    'node-b',
  ],
  ['during a drill', offer(owned(), { drilling: true }), 'drill', 'node-b'],
  [
    'the target’s report is old',
    offer(owned(), {}, ({ node }) => (node === 'node-b' ? { freshness: 'stale' } : {})),
    'no-report',
    'node-b',
  ],
  [
    'the leader’s report is old: it could not be told to let go',
    offer(owned(), {}, ({ node }) => (node === 'node-a' ? { freshness: 'stale' } : {})),
    'no-report',
    'node-a',
  ],
  [
    'the target is in fault',
    offer(owned(), {}, ({ state }) => (state === 'backup' ? { state: 'fault' } : {})),
    'fault',
    'node-b',
  ],
  [
    'the target is not up yet',
    offer(owned(), {}, ({ state }) => (state === 'backup' ? { state: 'initialize' } : {})),
    'starting',
    'node-b',
  ],
  ['both lead', offer(topologyOf(summary, 'split-brain', 1_000_000, 10)), 'is-master', 'node-b'],
])('refused: %s', (_name, found, why, node) => {
  expect(found?.blocked).toEqual({ why, node });
});
