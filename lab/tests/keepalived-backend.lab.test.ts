import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { preflight } from '../support/preflight.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes, type Snapshot } from '../testbed/index.ts';

/** The distribution's keepalived as what speaks on the nodes: deployed, seen, broken, removed. */

let tandem: TestEngine;
let untouched: Snapshot[];
const conf = '/etc/keepalived/keepalived.conf';
const lab = () => exampleLab({ backend: 'keepalived' });

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  await tandem.save(lab());
  untouched = await snapshotNodes();
}, 600_000);

afterEach(() => tandem.save(lab()));

afterAll(async () => {
  await tandem.close();
  await clearNodes();
});

const topology = () => tandem.client.call('topology.get', { lab: 'example' });

test('a plan says what a deploy does, and does nothing', async () => {
  const { actions, unchanged } = await tandem.client.call('plan.get', { lab: 'example' });
  expect(unchanged).toBe(false);
  expect(actions.map(({ node, kind }) => `${node} ${kind}`)).toEqual([
    'node-b keep',
    'node-b install',
    'node-a keep',
    'node-a install',
    'null check-segment',
    ...['node-b', 'node-a'].flatMap((node) =>
      ['run', 'write', 'run', 'run', 'verify'].map((kind) => `${node} ${kind}`),
    ),
    'null verify-pair',
    'null verify-service',
  ]);
  const [write] = actions.filter(({ node, kind }) => node === 'node-a' && kind === 'write');
  expect(write).toMatchObject({ path: conf, consent: null });
  expect(write?.diff).toContain('+    virtual_router_id 51');
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});

test('deploys to both nodes: one owner, by adverts and by both nodes', async () => {
  await tandem.deploy('example');
  await expect
    .poll(async () => (await topology()).virtualRouters[0], { timeout: 10_000 })
    .toMatchObject({ verdict: 'owned', owner: 'node-a', source: 'wire' });
  await expect
    .poll(async () => (await topology()).virtualRouters[0]?.witnesses.nodes, { timeout: 10_000 })
    .toMatchObject([
      { node: 'node-a', state: 'master', priority: 150, addressesHeld: ['10.77.0.100/24'] },
      { node: 'node-b', state: 'backup', priority: 100, addressesHeld: [] },
    ]);
  expect((await topology()).nodes.map(({ agentVersion }) => agentVersion)).toEqual([
    'keepalived 2.2.7',
    'keepalived 2.2.7',
  ]);
});

test('a second time changes nothing and says so', async () => {
  const events = await tandem.deploy('example');
  const steps = events.filter((event) => event.type === 'step' && event.step === 'configure');
  expect(steps).toMatchObject([{ state: 'skipped' }, { state: 'skipped' }]);
  expect(await tandem.client.call('plan.get', { lab: 'example' })).toMatchObject({ unchanged: true });
});

test('a pair that Tandem deployed is no stranger to the pre-flight', async () => {
  const { ok, checks } = await preflight(tandem, lab());
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(ok).toBe(true);
});

test('another configuration goes over without a transition', async () => {
  const transitions = async () => {
    const unit = ['--unit', 'keepalived', '--output', 'cat'];
    const journals = await Promise.all(nodes.map(({ name }) => nodeExec(name, ['journalctl', ...unit])));
    return journals.map(({ stdout }) => stdout.split('\n').filter((line) => line.includes('Entering')));
  };
  const before = await transitions();
  await tandem.save({ ...lab(), checks: [{ kind: 'process', process: 'nginx', weight: -60 }] });
  await tandem.deploy('example');
  await expect
    .poll(async () => (await topology()).virtualRouters[0], { timeout: 10_000 })
    .toMatchObject({ verdict: 'owned', owner: 'node-a' });
  expect((await nodeExec('node-a', ['cat', conf])).stdout).toContain('vrrp_track_process');
  expect(await transitions()).toEqual(before);
});

test('a lab that keepalived refuses leaves the one before in force', async () => {
  const before = (await nodeExec('node-b', ['cat', conf])).stdout;
  await tandem.save({ ...lab(), checks: [{ kind: 'script', command: ['/nowhere/check'], user: 'root' }] });
  const problem = await problemOf(tandem.deploy('example'));
  expect(problem.code).toBe('keepalived.conf-refused');
  expect(problem.cause).toContain('not found/accessible');
  expect((await nodeExec('node-b', ['cat', conf])).stdout).toBe(before);
});

test.each(['graceful-stop', 'crash'] as const)('drill %s: measured, and put back', async (kind) => {
  await tandem.deploy('example');
  const report = await tandem.drill('example', kind);
  expect(report).toMatchObject({
    verdict: 'pass',
    residue: [],
    reasons: [],
    guard: { revertedBy: 'engine' },
  });
});

test('another lab takes the place of this one only with consent', async () => {
  const [router] = exampleLab().virtualRouters;
  if (!router) throw new Error('the example has no virtual router');
  const virtualRouters = [{ ...router, vrid: 77, vips: ['10.77.0.177/24'] }];
  await tandem.save({ ...lab(), name: 'other', virtualRouters });
  const was = (await nodeExec('node-a', ['cat', conf])).stdout;
  expect(await problemOf(tandem.deploy('other'))).toMatchObject({
    code: 'deploy.other-lab',
    params: { lab: 'example' },
  });
  expect((await nodeExec('node-a', ['cat', conf])).stdout).toBe(was);
  const { actions } = await tandem.client.call('plan.get', { lab: 'other' });
  const asked = actions.filter(({ consent }) => consent !== null);
  expect(asked).toMatchObject([
    { node: 'node-b', path: conf, consent: 'replace-lab' },
    { node: 'node-a', path: conf, consent: 'replace-lab' },
  ]);
  expect(asked[1]?.diff).toContain('-# Written by Tandem: lab example, node node-a');
});

test('one that was edited since the deploy is replaced only with consent, and kept', async () => {
  await tandem.deploy('example');
  await nodeExec('node-a', ['sh', '-c', `echo '# by hand' >> ${conf}`]);
  expect(await problemOf(tandem.deploy('example'))).toMatchObject({
    code: 'keepalived.conf-edited',
    params: { node: 'node-a' },
  });
  const { actions } = await tandem.client.call('plan.get', { lab: 'example' });
  const [write] = actions.filter(({ consent }) => consent !== null);
  expect(write).toMatchObject({ node: 'node-a', path: conf, consent: 'replace-keepalived-conf' });
  expect(write?.diff).toContain('-# by hand');
  const consent = ['replace-keepalived-conf' as const];
  await tandem.follow((await tandem.client.call('deploy.start', { lab: 'example', consent })).taskId);
  expect((await nodeExec('node-a', ['cat', conf])).stdout).not.toContain('# by hand');
  expect((await nodeExec('node-a', ['tail', '-n1', `${conf}.tandem-kept`])).stdout).toBe('# by hand\n');
  await nodeExec('node-a', ['rm', `${conf}.tandem-kept`]);
});

test('what uninstall cannot decide about is reported: an edited file, and one whose notes are gone', async () => {
  await nodeExec('node-a', ['sh', '-c', `echo '# by hand' >> ${conf}`]);
  await nodeExec('node-b', ['rm', '-r', '/etc/tandem']);
  const problem = await problemOf(tandem.uninstall('example'));
  // Where node-b leads by now, its address is told as well.
  const told = problem.cause?.split('\n').filter((line) => !line.includes(': address '));
  expect(told).toEqual([
    `node-a: ${conf}.tandem-kept: keepalived.conf as it was edited after a deploy`,
    `node-b: ${conf} was written by Tandem, what was there before is not known, and keepalived.service runs`,
  ]);
  await nodeExec('node-a', ['rm', `${conf}.tandem-kept`]);
  await nodeExec('node-b', ['systemctl', 'disable', '--now', '--quiet', 'keepalived']);
  await nodeExec('node-b', ['rm', conf]);
  await tandem.uninstall('example');
  await tandem.deploy('example');
});

test('the other backend is refused while this one is there', async () => {
  await tandem.save(exampleLab());
  expect(await problemOf(tandem.deploy('example'))).toMatchObject({
    code: 'deploy.other-backend',
    params: { backend: 'keepalived' },
  });
  const { checks } = await preflight(tandem, exampleLab());
  const failed = checks.filter(({ status }) => status === 'fail');
  // Its adverts and its configuration are the lab’s own: nobody is told to stop a stranger.
  expect(failed.map(({ node, said }) => `${node} ${said.code}`)).toEqual([
    'node-a deploy.other-backend',
    'node-b deploy.other-backend',
  ]);
});

test('uninstall leaves both hosts as they were', async () => {
  await tandem.uninstall('example');
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});

test('a keepalived.conf of somebody else’s is shown, not touched; replaced only with consent', async () => {
  const theirs = `# theirs\nvrrp_instance web {\n  interface eth0\n  virtual_router_id 51\n  priority 150\n  virtual_ipaddress {\n    10.77.0.100/24\n  }\n}\n`;
  await nodeExec('node-a', ['tee', conf], { input: theirs });
  await nodeExec('node-a', ['systemctl', 'start', 'keepalived']);
  try {
    await expect
      .poll(async () => (await topology()).virtualRouters[0], { timeout: 15_000 })
      .toMatchObject({
        verdict: 'owned',
        owner: 'node-a',
        witnesses: { nodes: expect.arrayContaining([expect.objectContaining({ state: 'master' })]) },
      });
    expect((await preflight(tandem, lab())).find('node-a', 'vips')).toMatchObject({ status: 'pass' });
    expect(await problemOf(tandem.deploy('example'))).toMatchObject({ code: 'keepalived.conf-exists' });
    expect((await nodeExec('node-a', ['cat', conf])).stdout).toBe(theirs);
    const { actions } = await tandem.client.call('plan.get', { lab: 'example' });
    const [write] = actions.filter(({ kind, consent }) => kind === 'write' && consent !== null);
    expect(write).toMatchObject({ node: 'node-a', path: conf, consent: 'replace-keepalived-conf' });
    expect(write?.diff).toContain('-# theirs');
  } finally {
    await nodeExec('node-a', ['systemctl', 'stop', 'keepalived']);
    await nodeExec('node-a', ['rm', '-f', conf]);
  }
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});
