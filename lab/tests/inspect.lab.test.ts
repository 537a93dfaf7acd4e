import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HostFacts, hostFactsSchema } from '../../protocol/contract/host-facts.ts';
import { clearNodes } from '../support/nodes-state.ts';
import { withNode } from '../support/preflight.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { untilHeld, writeFile } from '../support/with-packages.ts';
import { checkout, ensureUp, nodeExec, password, runPaths } from '../testbed/index.ts';
import { readNodeTree, treeDifferences } from '../testbed/node-tree.ts';

/** What a trusted host tells of itself: to root, and to a user who is not. */

let tandem: TestEngine;
const asOps = {
  host: '10.77.0.12',
  port: 22,
  user: 'ops',
  auth: { kind: 'key', path: runPaths().opsKey },
} as const;

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
}, 600_000);
afterAll(() => tandem.close());

const programOf = (facts: HostFacts, name: string) => facts.programs.find((program) => program.name === name);
const conf = `vrrp_instance other {\n interface eth0\n state BACKUP\n virtual_router_id 77\n priority 90\n advert_int 1\n virtual_ipaddress {\n  10.77.0.205/24\n }\n}\n`;

test('nothing is asked of a host whose key nobody confirmed', async () => {
  expect((await problemOf(tandem.client.call('hosts.inspect', asOps))).code).toBe('host.key-unknown');
  await tandem.trustNodes();
});

test('what runs, whose sockets, and which addresses a keepalived holds; nothing on the host is different afterwards', async () => {
  await tandem.save(exampleLab());
  const file = '/etc/keepalived/keepalived.conf';
  const start = [writeFile(file, conf), ['systemctl', 'start', 'keepalived'], untilHeld('10.77.0.205')];
  const undo = [
    ['systemctl', 'stop', 'keepalived'],
    ['rm', '-f', file],
  ];
  await withNode('node-b', start, undo, async () => {
    const before = readNodeTree('node-b');
    const facts = await tandem.client.call('hosts.inspect', { lab: 'example', node: 'node-b' });
    expect(facts).toMatchObject({
      hostname: 'node-b',
      machine: expect.stringMatching(/x86_64|aarch64/),
      bits: 64,
      libc: expect.stringMatching(/^glibc 2\./),
      init: expect.stringMatching(/^systemd \d+/),
      asRoot: true,
    });
    expect(facts.distribution).toMatch(/^Debian GNU\/Linux 12/);
    expect(facts.interfaces.find(({ name }) => name === 'eth0')).toMatchObject({
      up: true,
      carrier: true,
      addresses: expect.arrayContaining(['10.77.0.12/24', '10.77.0.205/24']),
    });
    expect(programOf(facts, 'nginx')).toMatchObject({
      running: true,
      enabled: true,
      listens: ['0.0.0.0:80', '[::]:80'],
    });
    expect(programOf(facts, 'keepalived')).toEqual({
      name: 'keepalived',
      version: '2.2.7',
      running: true,
      enabled: false,
      listens: [],
      configuration: 'read',
      vrids: [77],
      addresses: ['10.77.0.205/24'],
      held: ['10.77.0.205/24'],
    });
    expect(programOf(facts, 'frr')).toMatchObject({ running: false, enabled: false, configuration: 'read' });
    expect(programOf(facts, 'haproxy')).toBeUndefined();
    expect(treeDifferences(before, readNodeTree('node-b'))).toEqual([]);
  });
});

test('a user who is not root sees less, is told so, and sudo is not asked', async () => {
  const asked = async () =>
    (await nodeExec('node-b', ['journalctl', '--identifier', 'sudo', '--output', 'cat'])).stdout;
  const before = await asked();
  const facts = await tandem.client.call('hosts.inspect', asOps);
  expect(facts.asRoot).toBe(false);
  expect(programOf(facts, 'nginx')).toMatchObject({
    running: true,
    enabled: true,
    version: '1.22.1',
    listens: [],
  });
  expect(facts.listening).toEqual(expect.arrayContaining(['0.0.0.0:22', '0.0.0.0:80']));
  expect(programOf(facts, 'frr')?.configuration).toBe('unreadable');
  expect(await asked()).toBe(before);
});

test('our own agent is known by its lab', async () => {
  await tandem.save(exampleLab());
  await tandem.deploy('example');
  try {
    const facts = await tandem.client.call('hosts.inspect', { lab: 'example', node: 'node-a' });
    expect(programOf(facts, 'tandem-agent')).toMatchObject({
      running: true,
      enabled: true,
      vrids: [51],
      held: ['10.77.0.100/24'],
    });
  } finally {
    await tandem.uninstall('example');
  }
});

test('the command', () => {
  const cli = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [join(checkout, 'engine/shell/cli.ts'), ...args, '--data', tandem.dataFolder],
      {
        env: { ...process.env, LAB_PASSWORD: password },
        encoding: 'utf8',
      },
    );
  const told = cli('inspect', '10.77.0.12', '--password-env', 'LAB_PASSWORD', '--json');
  expect(told.status).toBe(0);
  expect(hostFactsSchema.parse(JSON.parse(told.stdout)).asRoot).toBe(true);
  const text = cli('inspect', 'ops@10.77.0.12:22', '--key', runPaths().opsKey).stdout;
  expect(text).toContain('nginx 1.22.1: runs; starts at boot');
  expect(text).toContain('Not root');
  expect(cli('inspect').status).toBe(2);
  expect(cli('inspect', 'root@10.77.0.12', '--password-env', 'NOT_SET_ANYWHERE', '--json').status).toBe(3);
});
