import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, type Snapshot } from '../testbed/index.ts';

/** What a deploy of our agent would do, before, after, and for another configuration. */

let tandem: TestEngine;
let untouched: Snapshot[];

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  await tandem.save(exampleLab());
  untouched = await snapshotNodes();
}, 600_000);

afterAll(async () => {
  await tandem.close();
  await clearNodes();
});

const plan = () => tandem.client.call('plan.get', { lab: 'example' });
const changes = async () =>
  (await plan()).actions.filter((action) => action.changes).map(({ node, kind }) => `${node} ${kind}`);

test('on clean hosts: everything, standby first, and nothing is done by asking', async () => {
  const { actions, unchanged } = await plan();
  expect(unchanged).toBe(false);
  const perNode = (node: string) =>
    ['link', 'write', 'write', 'run', 'run', 'run'].map((kind) => `${node} ${kind}`);
  expect(await changes()).toEqual([
    'node-b keep',
    'node-b upload',
    'node-a keep',
    'node-a upload',
    ...perNode('node-b'),
    ...perNode('node-a'),
  ]);
  const unit = actions.find(({ path }) => path === '/etc/systemd/system/tandem-agent.service');
  expect(unit?.diff).toContain('+[Service]');
  expect(actions.find(({ kind }) => kind === 'upload')?.bytes).toBeGreaterThan(1e6);
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});

test('after a deploy: nothing; for another priority: one file and a reload on that node', async () => {
  await tandem.deploy('example');
  expect(await plan()).toMatchObject({ unchanged: true });
  const [router] = exampleLab().virtualRouters;
  if (!router) throw new Error('the example has no virtual router');
  const priorities = { 'node-a': 150, 'node-b': 90 };
  await tandem.save(exampleLab({ virtualRouters: [{ ...router, priorities }] }));
  expect(await changes()).toEqual(['node-b write', 'node-b run', 'node-b run']);
  const { actions } = await plan();
  expect(actions.find(({ diff }) => diff !== null)?.diff).toMatch(
    /-\s+"priority": 100,\n\+\s+"priority": 90,/,
  );
});
