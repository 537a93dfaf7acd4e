import { expect, test } from 'vitest';
import type { PlanAction } from '../../protocol/contract/plan.ts';
import { planScript } from '../testing/plan-script.ts';
import { consentsOf, diffLines, groupActions } from './plan-view.ts';

const { actions } = planScript('consent', ['node-a', 'node-b']);

test('groups follow the order of the plan: a node may come more than once, and nothing is lost', () => {
  const groups = groupActions(actions);
  expect(groups.map(({ node }) => node)).toEqual(['node-b', 'node-a', null, 'node-b', 'node-a', null]);
  expect(groups.flatMap((group) => group.actions)).toEqual(actions);
});

test('a consent is asked once, for all the nodes that it concerns', () => {
  expect([...consentsOf(actions)]).toEqual([
    ['install-keepalived', ['node-b', 'node-a']],
    ['replace-keepalived-conf', ['node-a']],
  ]);
  expect(consentsOf([] satisfies PlanAction[]).size).toBe(0);
});

test('a line that was removed is told from the line that names the file', () => {
  const diff = ['--- /etc/x', '+++ /etc/x', '@@ -1,2 +1,2 @@', ' a', '--- b', '+++ c'].join('\n');
  expect(diffLines(diff).map(({ kind }) => kind)).toEqual([
    'file',
    'file',
    'range',
    'same',
    'removed',
    'added',
  ]);
});
