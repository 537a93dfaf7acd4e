import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import type { Consent } from '../../protocol/contract/deploy.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import { type Fetched, installOnNode, tryFetch } from '../support/guest-packages.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { makeRpmRepository, repositoryFile, repositoryFolder } from '../support/rpm-repository.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { compared, uninstall } from '../support/uninstall.ts';
import { ensureUp, nodeExec } from '../testbed/index.ts';

/**
 * keepalived installed by dnf: node-b has no apt that could be found, but dnf and rpm, and keepalived as an RPM that is
 * made like RHEL's. What else makes a RHEL (SELinux, its kernel, its C library) is not here.
 */

let tandem: TestEngine;
let fetched: Fetched;
let takeOff: (() => Promise<string[]>) | undefined;

const hidden = '/var/lib/hidden';
const debian = ['apt', 'apt-get', 'dpkg', 'dpkg-query'].map((name) => `/usr/bin/${name}`);

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  const names = ['dnf', 'rpm', 'createrepo-c'];
  fetched = await tryFetch(names);
  if (fetched.folder === null) return;
  takeOff = await installOnNode('node-b', fetched.folder, names);
  await makeRpmRepository('node-b');
  const purge = ['apt-get', 'purge', '--yes', '--quiet', 'keepalived', 'libnl-genl-3-200'];
  await ok(['env', 'DEBIAN_FRONTEND=noninteractive', ...purge]);
  await ok(['mkdir', hidden]);
  await ok(['mv', ...debian, hidden]);
}, 600_000);

afterAll(async () => {
  await tandem?.close();
  if (!takeOff) return;
  await ok(['sh', '-c', `mv ${hidden}/* /usr/bin/ && rm -rf ${hidden}`]);
  expect(await takeOff()).toEqual([]);
}, 300_000);

async function ok(argv: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await nodeExec('node-b', argv, { input });
  expect({ argv, status, stderr: status === 0 ? '' : stderr }).toEqual({ argv, status: 0, stderr: '' });
  return stdout;
}

const rpms = async () => (await ok(['rpm', '-qa', '--qf', '%{NAME}\n'])).split('\n').filter(Boolean).sort();

async function deploy(...consent: Consent[]): Promise<TaskEvent[]> {
  const router = { vrid: 51, vips: ['10.77.0.100/24'], priorities: { 'node-a': 100, 'node-b': 150 } };
  await tandem.save(exampleLab({ backend: 'keepalived', advertIntervalMs: 100, virtualRouters: [router] }));
  return tandem.follow((await tandem.client.call('deploy.start', { lab: 'example', consent })).taskId);
}

function needsPackages({ skip }: TestContext): void {
  if (fetched.reason !== null) skip(`not run: ${fetched.reason}`);
}

test('what cannot be installed: dnf’s own words', async (context) => {
  needsPackages(context);
  await ok(['mv', repositoryFolder, `${repositoryFolder}-away`]);
  const problem = await problemOf(deploy('install-keepalived'));
  await ok(['mv', `${repositoryFolder}-away`, repositoryFolder]);
  expect(problem.code).toBe('keepalived.install-failed');
  expect(problem.cause).toMatch(/Failed to download metadata for repo 'lab'|Error: .*lab/);
  expect(await rpms()).toEqual([]);
});

test('with consent: installed, its own configuration gives way before it spoke, drilled, and taken off again', async (context) => {
  needsPackages(context);
  const before = await snapshotNodes();
  const events = await deploy('install-keepalived');
  const lines = events.flatMap((event) =>
    event.type === 'log' && event.node === 'node-b' ? event.line : [],
  );
  expect(lines.some((line) => line.startsWith('Installing : keepalived-2.2.7'))).toBe(true);
  expect(await rpms()).toEqual(['keepalived', 'libnl3']);
  for (const kind of ['crash', 'graceful-stop'] as const)
    expect(await tandem.drill('example', kind)).toMatchObject({
      verdict: 'pass',
      target: 'node-b',
      residue: [],
    });
  expect((await uninstall(tandem))('node-b')).toMatch(compared);
  expect(await rpms()).toEqual([]);
  expect(await ok(['cat', repositoryFile])).toContain('[lab]');
  expect(nodeDifferences(before, await snapshotNodes())).toEqual([]);
});
