import { expect, test } from 'vitest';
import { labOf, nodeNames, type Ownership, topologyOf } from '../testing/fixtures.ts';
import { claimants, priorityOf, roleOf } from './roles.ts';

const summary = labOf('practice', nodeNames);
function router(verdict: Ownership, owner: 0 | 1 = 0) {
  const found = topologyOf(summary, verdict, 1_000_000, 10, owner).virtualRouters[0];
  if (!found) throw new Error('the fixture has a virtual router');
  return found;
}
const roles = (verdict: Ownership, connected = true) =>
  nodeNames.map((name) => roleOf(router(verdict), name, connected).role);

test.each<[Ownership, string[], string[]]>([
  ['owned', ['master', 'backup'], ['node-a']],
  ['split-brain', ['master', 'master'], ['node-a', 'node-b']],
  ['disagree', ['master', 'backup'], ['node-a', 'node-b']],
  ['no-owner', ['unknown', 'unknown'], []],
  ['unknown', ['unknown', 'unknown'], []],
])('%s', (verdict, expected, holders) => {
  expect(roles(verdict)).toEqual(expected);
  expect(claimants(router(verdict), true)).toEqual(holders);
});

test('without a connection nothing stays green', () => {
  expect(roles('owned', false)).toEqual(['unknown', 'unknown']);
  expect(claimants(router('owned'), false)).toEqual([]);
});

test('old evidence keeps its age', () => {
  expect(roleOf(router('no-owner'), 'node-a', true).seenMs).toBe(1_000_000 - 7300);
});

test('a goodbye is no claim', () => {
  const leaving = router('owned');
  const witness = leaving.witnesses.wire[0];
  if (witness) witness.priority = 0;
  leaving.verdict = 'disagree';
  leaving.witnesses.nodes = [];
  leaving.witnesses.arp = [];
  expect(claimants(leaving, true)).toEqual([]);
});

test('a backup has the priority that it reports, and without a report the one that the lab gives it', () => {
  const backup = router('owned');
  const report = backup.witnesses.nodes.find(({ node }) => node === 'node-b');
  if (report) report.priority = 40;
  expect(priorityOf(roleOf(backup, 'node-b', true), summary.lab, 51, 'node-b')).toBe(40);
  backup.witnesses.nodes = [];
  const silent = roleOf(backup, 'node-b', true);
  expect(priorityOf(silent, summary.lab, 51, 'node-b')).toBe(100);
  expect(priorityOf(silent, undefined, 51, 'node-b')).toBeNull();
});
