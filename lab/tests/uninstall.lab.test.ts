import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../protocol/contract/topology.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { Told } from '../support/told.ts';
import { compared, uninstall } from '../support/uninstall.ts';
import { ensureUp, nodeExec, type Snapshot } from '../testbed/index.ts';

/** What an uninstall goes by is on the hosts: whoever runs it, and whatever became of the agent and of its files. */

const manifest = '/etc/tandem/manifest.json';
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

afterEach(async () => {
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});

afterAll(async () => {
  await tandem.close();
  await clearNodes();
});

type NodeName = Parameters<typeof nodeExec>[0];

async function on(node: NodeName, script: string): Promise<string> {
  const { status, stdout, stderr } = await nodeExec(node, ['sh', '-c', script]);
  if (status !== 0) throw new Error(`${node}: ${script}: ${stderr}`);
  return stdout;
}

/** The preferred master may still be on its way when a deploy is done. */
async function untilOwner(node: string): Promise<void> {
  const told = new Told<Topology>();
  const onEnd = () => undefined;
  const close = tandem.client.open('topology.watch', { lab: 'example' }, { onItem: told.tell, onEnd });
  await told.until((items) => items.at(-1)?.virtualRouters[0]?.owner === node);
  close();
}

describe('uninstall', () => {
  it('from another machine, by somebody whose lab file knows nothing of what was deployed', async () => {
    await tandem.deploy('example');
    expect(JSON.parse(await on('node-a', `cat ${manifest}`))).toMatchObject({
      format: 1,
      vips: ['eth0 10.77.0.100/24'],
      paths: expect.arrayContaining(['/opt/tandem', '/etc/tandem']),
    });
    const other = startTestEngine();
    try {
      await other.trustNodes();
      const [router] = exampleLab().virtualRouters;
      if (!router) throw new Error('the example has no virtual router');
      const virtualRouters = [{ ...router, vrid: 77, vips: ['10.77.0.177/24'] }];
      await other.save(exampleLab({ name: 'other', virtualRouters }));
      const said = await uninstall(other, 'other');
      for (const node of ['node-a', 'node-b'] as const) expect(said(node)).toMatch(compared);
    } finally {
      await other.close();
    }
  });

  it('of an agent that died after its files were deleted, and of a host without its manifest', async () => {
    await tandem.deploy('example');
    await untilOwner('node-a');
    // systemd can now neither start the agent again nor take its address away.
    await on('node-a', 'rm -rf /opt/tandem && systemctl kill --signal=KILL tandem-agent.service');
    await on('node-b', `rm ${manifest}`);
    expect(await on('node-a', 'ip -o address')).toContain('10.77.0.100/24');
    const said = await uninstall(tandem);
    expect(said('node-a')).toMatch(compared);
    expect(said('node-b')).toContain('there is no manifest');
    expect(said('node-b')).toContain('prove done nothing left of all that Tandem can leave');
  });

  it('of an agent whose unit file was deleted, and of a host whose manifest names more than is ours', async () => {
    await tandem.deploy('example');
    await on('node-a', 'rm /etc/systemd/system/tandem-agent.service');
    await on('node-b', 'mkdir /srv/tandem /opt/tandem-else && touch /srv/tandem/mine');
    const more = ['/', '/srv/tandem', '/etc/tandem/../ssh', '/opt/tandem-else/..'].map((path) => `"${path}"`);
    await on('node-b', `sed -i 's#"paths": \\[#"paths": [${more.join(', ')},#' ${manifest}`);
    const said = await uninstall(tandem);
    expect(said('node-a')).toMatch(compared);
    expect(said('node-b')).toMatch(compared);
    await on(
      'node-b',
      'test -e /etc/ssh/sshd_config && rm /srv/tandem/mine && rmdir /srv/tandem /opt/tandem-else',
    );
  });

  it('tells what others changed since from what is left of Tandem', async () => {
    await tandem.deploy('example');
    await on(
      'node-a',
      'chmod 711 /opt && ip address add 10.99.0.1/32 dev lo && nft add table inet somebody && echo 2 > /proc/sys/net/ipv4/conf/eth0/arp_ignore',
    );
    await on('node-b', 'echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_ignore; echo {} > /etc/tandem/x');
    const lines: string[] = [];
    // Whoever tries again is told the same: what the proof goes by is still there.
    for (let attempt = 0; attempt < 2; attempt++) {
      const { taskId } = await tandem.client.call('uninstall.start', { lab: 'example' });
      const problem = await problemOf(
        tandem.follow(taskId, (event) => {
          if (event.type === 'log') lines.push(`${event.node} ${event.line}`);
        }),
      );
      expect(problem.cause?.split('\n').toSorted()).toEqual([
        'node-b: gone: setting eth0 arp_ignore 0',
        'node-b: new: setting eth0 arp_ignore 1',
      ]);
      expect(await on('node-b', 'ls -A /etc/tandem')).toBe('manifest.json\n');
    }
    await on('node-a', 'test ! -e /etc/tandem');
    expect(lines).toContain('node-a changed since, not by Tandem: new: address lo 10.99.0.1/32');
    expect(lines).toContain('node-a changed since, not by Tandem: new: table inet somebody');
    expect(lines).toContain('node-a changed since, not by Tandem: new: path /opt folder 711 0:0');
    expect(lines).toContain('node-a changed since, not by Tandem: new: setting eth0 arp_ignore 2');
    await on(
      'node-a',
      'chmod 755 /opt && ip address del 10.99.0.1/32 dev lo && nft delete table inet somebody && echo 0 > /proc/sys/net/ipv4/conf/eth0/arp_ignore',
    );
    await on('node-b', 'echo 0 > /proc/sys/net/ipv4/conf/eth0/arp_ignore');
    expect((await uninstall(tandem))('node-b')).toMatch(compared);
  });

  it('leaves the address that the connection came in by, whatever a manifest says; one that never ends stops nobody', async () => {
    await tandem.deploy('example');
    await on(
      'node-a',
      `sed -i -e 's#"address eth0 10.77.0.11/24"#"address eth0 10.77.0.99/24"#' -e 's#"eth0 10.77.0.100/24"#"eth0 10.77.0.100/24", "eth0 10.77.0.11/24"#' ${manifest}`,
    );
    await on('node-b', `rm ${manifest} && mkfifo ${manifest}`);
    const said = await uninstall(tandem);
    expect(said('node-a')).toMatch(
      /not by Tandem: address eth0 10\.77\.0\.11\/24 was left: this very connection/,
    );
    expect(said('node-a')).toMatch(compared);
    expect(said('node-b')).toContain('the manifest cannot be read (it is no file)');
    expect(said('node-b')).toContain('prove done nothing left of all that Tandem can leave');
  });
});
