import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes, type Snapshot } from '../testbed/index.ts';

/** The page that names its node: there on both nodes, seen by a client at the VIP, and gone again. */

const root = '/var/www/html';
const page = `${root}/tandem-demo.html`;
const url = 'http://10.77.0.100/tandem-demo.html';

let tandem: TestEngine;
let untouched: Snapshot[];

const lab = (change: object = {}) =>
  exampleLab({ advertIntervalMs: 100, checks: [], demoPage: true, ...change });

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  untouched = await snapshotNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
}, 600_000);

afterAll(async () => {
  await tandem.close();
  for (const { name } of nodes) {
    await nodeExec(name, ['chown', 'root:root', root]);
    await nodeExec(name, ['rm', '-f', page]);
  }
  await clearNodes();
});

/** The node that a client at the VIP is served by. */
async function servedBy(): Promise<string | undefined> {
  const text = await fetch(url, { signal: AbortSignal.timeout(2000) }).then((answer) => answer.text());
  return /<meta name="node" content="([^"]*)">/.exec(text)?.[1];
}

/** How each node's last word about the page was, with the code where it is a warning. */
async function deployed() {
  const events = await tandem.deploy('example');
  const steps = events.flatMap((event) =>
    event.type === 'step' && event.step === 'demo-page' ? [event] : [],
  );
  return Object.fromEntries(
    nodes.map(({ name }) => {
      const last = steps.findLast(({ node }) => node === name);
      return [name, last?.problems?.[0]?.code ?? last?.state];
    }),
  );
}

const pages = async () =>
  Promise.all(
    nodes.map(async ({ name }) => (await nodeExec(name, ['ls', root])).stdout.includes('tandem-demo')),
  );

test.each(['tandem-agent', 'keepalived'] as const)(
  'with %s the page at the VIP names the owner',
  async (backend) => {
    await tandem.save(lab({ backend }));
    const { actions } = await tandem.client.call('plan.get', { lab: 'example' });
    const writes = actions.filter(({ path }) => path === page);
    expect(writes.map(({ node, diff }) => [node, diff?.includes(`+<title>${node}</title>`)])).toEqual([
      ['node-b', true],
      ['node-a', true],
    ]);
    expect(await deployed()).toEqual({ 'node-a': 'done', 'node-b': 'done' });
    expect(await servedBy()).toBe('node-a');
    await nodeExec('node-a', ['systemctl', 'stop', backend === 'keepalived' ? 'keepalived' : 'tandem-agent']);
    await expect.poll(servedBy, { timeout: 20_000 }).toBe('node-b');
    await nodeExec('node-a', [
      'systemctl',
      'start',
      backend === 'keepalived' ? 'keepalived' : 'tandem-agent',
    ]);
    await expect.poll(servedBy, { timeout: 20_000 }).toBe('node-a');
    expect(await deployed()).toEqual({ 'node-a': 'skipped', 'node-b': 'skipped' });
    await tandem.uninstall('example');
    expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
    expect(await pages()).toEqual([false, false]);
  },
);

test('a lab that no longer wants it has it taken away', async () => {
  await tandem.save(lab());
  await tandem.deploy('example');
  expect(await pages()).toEqual([true, true]);
  await tandem.save(lab({ demoPage: false }));
  await tandem.deploy('example');
  expect(await pages()).toEqual([false, false]);
  expect(await tandem.client.call('plan.get', { lab: 'example' })).toMatchObject({ unchanged: true });
});

test('where others may write, or a file of that name is not ours, nothing is written and the deploy goes on', async () => {
  await tandem.save(lab());
  await nodeExec('node-a', ['chown', 'www-data', root]);
  await nodeExec('node-b', ['sh', '-c', 'echo mine > "$1"', 'sh', page]);
  const told = { 'node-a': 'deploy.demo-folder-open', 'node-b': 'deploy.demo-file-foreign' };
  const { warnings } = await tandem.client.call('plan.get', { lab: 'example' });
  expect(Object.fromEntries(warnings.map(({ code, params }) => [params.node, code]))).toEqual(told);
  const events = await tandem.deploy('example');
  // Once a node, and not again as a page that does not come.
  const warned = events.flatMap((event) =>
    event.type === 'step' && event.state === 'warned' ? (event.problems ?? []) : [],
  );
  expect(warned).toHaveLength(2);
  expect(Object.fromEntries(warned.map(({ code, params }) => [params.node, code]))).toEqual(told);
  await tandem.uninstall('example');
  expect((await nodeExec('node-b', ['cat', page])).stdout).toBe('mine\n');
  expect(await pages()).toEqual([false, true]);
});
