import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Consent } from '../../protocol/contract/deploy.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { compared, uninstall } from '../support/uninstall.ts';
import { ensureUp, type NodeName, nodeExec, type Snapshot } from '../testbed/index.ts';
import { type NodeTree, readNodeTree, treeDifferences } from '../testbed/node-tree.ts';

/** What an uninstall of keepalived's deploys goes by is on the hosts, and it proves the same as that of an agent's. */

let tandem: TestEngine;
let untouched: Snapshot[];
let files: NodeTree[];

const conf = '/etc/keepalived/keepalived.conf';
const names: NodeName[] = ['node-a', 'node-b'];
const lab = () => exampleLab({ backend: 'keepalived', advertIntervalMs: 100 });
const etcOf = () => names.map((name) => readNodeTree(name));

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  await tandem.save(lab());
  untouched = await snapshotNodes();
  files = etcOf();
}, 600_000);

afterEach(async () => {
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
  const now = etcOf();
  const left = files.flatMap((tree, index) => treeDifferences(tree, now[index] as NodeTree));
  expect(left.filter((path) => path.startsWith('etc/'))).toEqual([]);
});

afterAll(async () => {
  await tandem.close();
  await clearNodes();
});

async function on(node: NodeName, script: string, input?: string): Promise<string> {
  const { status, stdout, stderr } = await nodeExec(
    node,
    ['sh', '-c', script],
    input === undefined ? {} : { input },
  );
  if (status !== 0) throw new Error(`${node}: ${script}: ${stderr}`);
  return stdout.trim();
}

async function deploy(...consent: Consent[]): Promise<void> {
  await tandem.follow((await tandem.client.call('deploy.start', { lab: 'example', consent })).taskId);
}

const theirs = (priority: number) =>
  `# theirs\nvrrp_instance web {\n  interface eth0\n  virtual_router_id 51\n  priority ${priority}\n  virtual_ipaddress {\n    10.77.0.100/24\n    10.77.0.201/24\n  }\n}\n`;

test('of somebody’s running keepalived, and of one that was stopped, whose file is a link: from another machine', async () => {
  await on('node-a', `cat > ${conf} && systemctl start keepalived`, theirs(150));
  await on(
    'node-b',
    `mkdir /srv/ha && cat > /srv/ha/web.conf && ln -s ../../srv/ha/web.conf ${conf}`,
    theirs(90),
  );
  const other = startTestEngine();
  try {
    await deploy('replace-keepalived-conf');
    await on('node-a', 'touch /etc/keepalived/check.sh && nft add table inet somebody');
    await other.trustNodes();
    const [router] = exampleLab().virtualRouters;
    if (!router) throw new Error('the example has no virtual router');
    await other.save({
      ...lab(),
      name: 'other',
      virtualRouters: [{ ...router, vrid: 77, vips: ['10.77.0.177/24'] }],
    });
    const said = await uninstall(other, 'other');
    for (const name of names) expect(said(name)).toMatch(compared);
    expect(said('node-a')).toContain('changed since, not by Tandem: new: path /etc/keepalived/check.sh file');
    expect(said('node-a')).toContain('changed since, not by Tandem: new: table inet somebody');
    expect(await on('node-a', `systemctl is-active keepalived; cat ${conf}`)).toBe(
      `active\n${theirs(150).trim()}`,
    );
    expect(await on('node-b', `readlink ${conf}; cat ${conf}`)).toBe(
      `../../srv/ha/web.conf\n${theirs(90).trim()}`,
    );
  } finally {
    await other.close();
    await on(
      'node-a',
      `systemctl stop keepalived; rm -f ${conf} /etc/keepalived/check.sh; nft delete table inet somebody`,
    );
    await on('node-b', `rm -rf ${conf} /srv/ha`);
  }
});

test('of an enabled one after its link broke in the middle, and of a host deployed before there was a manifest', async () => {
  await on('node-a', 'systemctl enable --quiet keepalived');
  try {
    await deploy();
    await on('node-b', 'rm /etc/tandem/manifest.json');
    const { taskId } = await tandem.client.call('uninstall.start', { lab: 'example' });
    const said: string[] = [];
    let cut: Promise<unknown> | null = null;
    const following = tandem.follow(taskId, (event) => {
      if (event.type === 'log') said.push(`${event.node}: ${event.line}`);
      if (event.type !== 'step') return;
      said.push(`${event.node}: ${event.step} ${event.state} ${event.detail}`);
      if (event.node === 'node-a' && event.step === 'remove' && event.state === 'running')
        cut ??= nodeExec('node-a', ['pkill', '-KILL', '-f', '^sshd: root']);
    });
    expect(await problemOf(following)).toMatchObject({ code: 'host.lost' });
    await cut;
    const unknown = 'what was there before the first deploy is not known';
    expect(said.join('\n')).toContain(`node-b: there is no manifest: ${unknown}`);
    expect(said).toContain('node-b: prove done nothing left of all that Tandem can leave');
    expect((await uninstall(tandem))('node-a')).toMatch(compared);
    expect(await on('node-a', 'systemctl is-enabled keepalived')).toBe('enabled');
  } finally {
    await on('node-a', 'systemctl disable --quiet keepalived');
  }
});

test('whose notes are gone fails with what is left, and keeps what it goes by', async () => {
  await deploy();
  await on('node-a', 'rm -r /etc/tandem/keepalived');
  const failing = () => problemOf(uninstall(tandem));
  expect((await failing()).cause).toContain(
    `node-a: ${conf} was written by Tandem, what was there before is not known, and keepalived.service runs`,
  );
  expect(await on('node-a', 'ls /etc/tandem')).toBe('manifest.json');
  await on(
    'node-a',
    `systemctl disable --now --quiet keepalived; rm ${conf}; ip link add vrrp.51 link eth0 type macvlan`,
  );
  expect((await failing()).cause).toBe('node-a: new: macvlan vrrp.51');
  await on('node-a', 'ip link delete vrrp.51');
  expect((await uninstall(tandem))('node-a')).toMatch(compared);
});
