import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPresets } from '../../protocol/lab/check-presets.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes, type Snapshot } from '../testbed/index.ts';

/** Every check that the wizard offers, all of them in one lab: run by our agent, and read and run by keepalived. */

let tandem: TestEngine;
let untouched: Snapshot[];
const weight = -1;
const asked = { weight, rise: 2, fall: 2 };
/** The kernel of the nodes balances nothing: tables of the form of its own stand in, one empty, one not. */
const emptyTable = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A4D0064:0050 wlc persistent 600
`;
const tables = {
  '/run/ip_vs_empty': emptyTable,
  '/run/ip_vs_ipv4': `${emptyTable}  -> 0A4D0015:0050      Masq    1      0          0\n`,
  '/run/ip_vs_ipv6': `${emptyTable}  -> [fd00:0000:0000:0000:0000:0000:0000:0015]:0050 Route 1 0 0\n`,
};
function directorCheck(table: keyof typeof tables) {
  const { script, arguments: text, user } = checkPresets.lvs;
  const command = [script, ...text.split(' ').with(-1, table)];
  return { kind: 'script', name: table.slice('/run/'.length), command, user, ...asked } as const;
}

const lab = (backend: 'tandem-agent' | 'keepalived') =>
  exampleLab({
    backend,
    checks: [
      { kind: 'http', name: 'nginx', url: 'http://127.0.0.1/', ...asked },
      { kind: 'http', name: 'tomcat', url: 'http://127.0.0.1:8080/', ...asked },
      { kind: 'process', name: 'haproxy', process: 'haproxy', weight },
      { kind: 'tcp', port: 80, ...asked },
      { kind: 'process', process: 'nginx', weight },
      { kind: 'script', command: ['/bin/test', '1', '=', '1'], user: 'nobody', ...asked },
      { kind: 'interface', interface: 'lo', weight },
      directorCheck('/run/ip_vs_empty'),
      directorCheck('/run/ip_vs_ipv4'),
      directorCheck('/run/ip_vs_ipv6'),
    ],
  });
/** Tomcat and HAProxy are not on the nodes. */
const passing = ['nginx', 'tcp-4', 'process-5', 'script-6', 'interface-7', 'ip_vs_ipv4', 'ip_vs_ipv6'];
const failing = ['haproxy', 'ip_vs_empty', 'tomcat'];

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  // What keepalived runs for a TCP port; the nodes have no nc, and this one is no worse for being asked nothing.
  for (const { name } of nodes) await nodeExec(name, ['ln', '-s', '/bin/true', '/usr/bin/nc']);
  for (const { name } of nodes)
    for (const [file, text] of Object.entries(tables))
      await nodeExec(name, ['sh', '-c', 'printf %s "$1" > "$2"', 'sh', text, file]);
  untouched = await snapshotNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
}, 600_000);

afterAll(async () => {
  await tandem?.close();
  await clearNodes();
  for (const { name } of nodes) await nodeExec(name, ['rm', '-f', '/usr/bin/nc', ...Object.keys(tables)]);
});

test('our agent runs each of them, and a preset that fails costs its weight', async () => {
  await tandem.save(lab('tandem-agent'));
  await tandem.deploy('example');
  const named = async (isPassing: boolean) => {
    const { nodes: links } = await tandem.client.call('topology.get', { lab: 'example' });
    const checks = links[0]?.checks ?? [];
    return checks
      .filter(({ passing }) => passing === isPassing)
      .map(({ name }) => name)
      .toSorted();
  };
  await expect.poll(() => named(false), { timeout: 20_000 }).toEqual(failing);
  expect(await named(true)).toEqual(passing.toSorted());
  await tandem.uninstall('example');
});

test('keepalived takes the whole file, and runs each of them', async () => {
  await tandem.save(lab('keepalived'));
  await tandem.deploy('example');
  const journal = async () =>
    (await nodeExec('node-a', ['journalctl', '--unit', 'keepalived', '--output', 'cat', '--since', '-60s']))
      .stdout;
  for (const name of ['nginx', 'tcp-4', 'script-6', 'ip_vs_ipv4', 'ip_vs_ipv6'])
    await expect.poll(journal, { timeout: 20_000 }).toContain(`VRRP_Script(${name}) succeeded`);
  await expect
    .poll(journal, { timeout: 20_000 })
    .toMatch(/VRRP_Script\(tomcat\) failed|Script `tomcat` now returning/);
  await tandem.uninstall('example');
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});
