import { afterAll, afterEach, beforeAll, expect, type TestContext, test } from 'vitest';
import type { Consent } from '../../protocol/contract/deploy.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import { type Fetched, installedOn, tryFetch } from '../support/guest-packages.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { PackageServer } from '../support/package-server.ts';
import { withNode } from '../support/preflight.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { compared, uninstall } from '../support/uninstall.ts';
import { writeFile } from '../support/with-packages.ts';
import { ensureUp, nodeExec, type Snapshot } from '../testbed/index.ts';
import { keepNodeFiles, type NodeTree, readNodeTree, treeDifferences } from '../testbed/node-tree.ts';

/**
 * keepalived installed on a node that does not have it, from an apt repository on the lab's wires: with consent, taken off
 * again, and what happens where it cannot be.
 */

let tandem: TestEngine;
let fetched: Fetched;
let restore: () => Promise<void>;
let server: PackageServer;
/** node-b without keepalived and what came with it. */
let bare: { tree: NodeTree; packages: string[]; nodes: Snapshot[] };

const lab = () => exampleLab({ backend: 'keepalived', advertIntervalMs: 100 });
const conf = '/etc/keepalived/keepalived.conf';
const sources = '/etc/apt/sources.list';
/** Of the nodes’ packages keepalived alone needs it. */
const library = 'libnl-genl-3-200';

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  restore = await keepNodeFiles('node-b');
  const had = await installedOn('node-b');
  const purge = ['apt-get', 'purge', '--yes', '--quiet', 'keepalived', library];
  expect(await nodeExec('node-b', ['env', 'DEBIAN_FRONTEND=noninteractive', ...purge])).toMatchObject({
    status: 0,
  });
  const packages = await installedOn('node-b');
  fetched = await tryFetch(had.filter((name) => !packages.includes(name)));
  if (fetched.folder) server = await PackageServer.open(fetched.folder);
  await nodeExec('node-b', ['tee', sources], { input: server?.source ?? '' });
  tandem = startTestEngine();
  await tandem.trustNodes();
  await tandem.save(lab());
  bare = { tree: readNodeTree('node-b'), packages, nodes: await snapshotNodes() };
}, 600_000);

afterEach(async () => {
  expect(await installedOn('node-b')).toEqual(bare.packages);
  // The package manager's own books: its lists, its status of a moment ago, the index of libraries.
  const books = /^(var\/(lib\/(apt|dpkg)|cache\/(apt|debconf|ldconfig))\/|etc\/ld\.so\.cache$)/;
  const left = treeDifferences(bare.tree, readNodeTree('node-b')).filter((path) => !books.test(path));
  expect(left).toEqual([]);
  expect(nodeDifferences(bare.nodes, await snapshotNodes())).toEqual([]);
});

afterAll(async () => {
  await tandem?.close();
  await server?.close();
  await restore?.();
});

async function deploy(...consent: Consent[]): Promise<TaskEvent[]> {
  return tandem.follow((await tandem.client.call('deploy.start', { lab: 'example', consent })).taskId);
}

function needsPackages({ skip }: TestContext): void {
  if (fetched.reason !== null) skip(`not run: ${fetched.reason}`);
}

test('without consent it is said, stands in the plan, and nothing happens', async () => {
  expect(await problemOf(deploy())).toMatchObject({
    code: 'keepalived.not-installed',
    params: { node: 'node-b' },
  });
  const { actions } = await tandem.client.call('plan.get', { lab: 'example' });
  const installs = actions.filter(({ kind }) => kind === 'install');
  expect(installs).toMatchObject([
    { node: 'node-b', consent: 'install-keepalived', changes: true },
    { node: 'node-a', consent: null, changes: false },
  ]);
});

test('a repository that does not answer: apt’s own words', async () => {
  const dead = 'deb [trusted=yes] http://10.77.0.1:9 ./\n';
  await withNode(
    'node-b',
    [['cp', '-p', sources, `${sources}.kept`]],
    [['mv', `${sources}.kept`, sources]],
    async () => {
      await nodeExec('node-b', ['tee', sources], { input: dead });
      const problem = await problemOf(deploy('install-keepalived'));
      expect(problem.code).toBe('keepalived.install-failed');
      expect(problem.cause).toMatch(/Could not connect to 10\.77\.0\.1:9/);
      expect(problem.cause).toMatch(/^E: .*keepalived/m);
    },
  );
});

test('another apt at work: which process holds its lock', async () => {
  // A lock of fcntl(2), as apt takes it: l_type, l_whence, l_start, l_len, l_pid.
  const hold = `use Fcntl; open(my $lock, '>>', '/var/lib/dpkg/lock-frontend') or die; my $how = pack('s s x![q] q q i x![q]', F_WRLCK, 0, 0, 0, 0); fcntl($lock, F_SETLK, $how) or die; open(my $told, '>', '/run/other-apt'); sleep`;
  const start = ['systemd-run', '--quiet', '--collect', '--unit', 'other-apt', 'perl', '-e', hold];
  const isHeld = ['timeout', '10', 'sh', '-c', 'until [ -e /run/other-apt ]; do sleep 0.1; done'];
  const ends = [
    ['systemctl', 'stop', 'other-apt'],
    ['rm', '-f', '/run/other-apt'],
  ];
  await withNode('node-b', [start, isHeld], ends, async () => {
    const problem = await problemOf(deploy('install-keepalived'));
    expect(problem.code).toBe('keepalived.install-failed');
    expect(problem.cause).toMatch(/Could not get lock .*held by process \d+ \(perl\)/);
  });
});

test('with consent: installed, seen, and taken off again by uninstall', async (context) => {
  needsPackages(context);
  const events = await deploy('install-keepalived');
  const lines = events.flatMap((event) =>
    event.type === 'log' && event.node === 'node-b' ? event.line : [],
  );
  expect(lines.some((line) => line.startsWith('Unpacking keepalived'))).toBe(true);
  const picture = () => tandem.client.call('topology.get', { lab: 'example' });
  await expect
    .poll(async () => (await picture()).virtualRouters[0], { timeout: 10_000 })
    .toMatchObject({ verdict: 'owned', owner: 'node-a' });
  await expect
    .poll(async () => (await picture()).nodes.map(({ agentVersion }) => agentVersion), { timeout: 10_000 })
    .toContain('keepalived 2.2.7');
  expect((await uninstall(tandem))('node-b')).toMatch(compared);
});

test('cancelled while dpkg unpacks: it is let finish, and then taken off', async (context) => {
  needsPackages(context);
  const { taskId } = await tandem.client.call('deploy.start', {
    lab: 'example',
    consent: ['install-keepalived'],
  });
  let cancelled: Promise<unknown> | null = null;
  const following = tandem.follow(taskId, (event) => {
    if (event.type === 'log' && event.line.startsWith('Unpacking'))
      cancelled ??= tandem.client.call('tasks.cancel', { taskId });
  });
  expect(await problemOf(following)).toMatchObject({ code: 'request.cancelled' });
  expect(cancelled).not.toBeNull();
});

/** Installs a package of somebody else's that has come to need one of those that keepalived brought along. */
const needing = (name: string): string[][] => {
  const control = `Package: somebody-elses\nVersion: 1\nArchitecture: all\nMaintainer: a <a@localhost>\nDescription: test\nDepends: ${name}\n`;
  return [
    ['mkdir', '-p', '/run/theirs/DEBIAN'],
    writeFile('/run/theirs/DEBIAN/control', control),
    ['dpkg-deb', '--build', '/run/theirs', '/run/theirs.deb'],
    ['dpkg', '--install', '/run/theirs.deb'],
    ['rm', '-rf', '/run/theirs', '/run/theirs.deb'],
  ];
};

test('a configuration that an earlier keepalived left does not start with the package, and is there again afterwards; what others need by now stays', async (context) => {
  needsPackages(context);
  const marker = '/run/started-by-package';
  const theirs = `vrrp_instance old {\n interface eth0\n state MASTER\n virtual_router_id 51\n priority 250\n advert_int 1\n notify "/usr/bin/touch ${marker}" root\n virtual_ipaddress {\n  10.77.0.204/24\n }\n}\n`;
  const gone = ['rm', '-rf', '/etc/keepalived', marker];
  await withNode('node-b', [['mkdir', '-p', '/etc/keepalived']], [gone], async () => {
    await nodeExec('node-b', ['tee', conf], { input: theirs });
    expect(await problemOf(deploy('install-keepalived'))).toMatchObject({ code: 'keepalived.conf-exists' });
    await deploy('install-keepalived', 'replace-keepalived-conf');
    for (const argv of needing(library)) expect(await nodeExec('node-b', argv)).toMatchObject({ status: 0 });
    const said = (await uninstall(tandem))('node-b');
    expect(said).toMatch(compared);
    expect(said).toContain(`changed since, not by Tandem: new: package ${library}, somebody-elses`);
    const left = (await installedOn('node-b')).filter((name) => !bare.packages.includes(name));
    expect(left).toEqual([library, 'somebody-elses']);
    await nodeExec('node-b', ['dpkg', '--purge', ...left]);
    expect((await nodeExec('node-b', ['cat', conf])).stdout).toBe(theirs);
    expect((await nodeExec('node-b', ['test', '-e', marker])).status).toBe(1);
  });
});
