import { describe, expect, test } from 'vitest';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { preflight, withNode } from '../support/preflight.ts';
import { exampleLab, problemOf } from '../support/test-engine.ts';
import { setStage, tandem } from '../support/untouched-nodes.ts';
import { nodeExec, password, runPaths } from '../testbed/index.ts';

/** Each check of a host, failing for its real cause. */

setStage();

function withNodeB(change: Partial<LabInput['nodes'][1]>): LabInput {
  const [first, second] = exampleLab().nodes;
  return exampleLab({ nodes: [first, { ...second, ...change }] });
}

const asOps = { user: 'ops', auth: { kind: 'key', path: runPaths().opsKey }, sudo: 'password' } as const;

function withRouter(change: Partial<LabInput['virtualRouters'][number]>): LabInput {
  return exampleLab({
    virtualRouters: exampleLab().virtualRouters.map((router) => ({ ...router, ...change })),
  });
}

describe('the way in', () => {
  test('a node that does not let us in is one failed check; the other is looked at all the same', async () => {
    const result = await preflight(tandem, withNodeB(asOps));
    expect(result.ok).toBe(false);
    expect(result.find('node-b', 'access').said.code).toBe('host.sudo-password-missing');
    expect(result.find('node-a', 'disk').status).toBe('pass');
  });

  test('a start-up file that prints', async () => {
    await withNode(
      'node-b',
      [
        ['cp', '-a', '/root/.bashrc', '/root/.bashrc.kept'],
        ['sh', '-c', 'printf "echo Welcome to the machine\\n" >> /root/.bashrc'],
      ],
      [['mv', '/root/.bashrc.kept', '/root/.bashrc']],
      async () => {
        const result = await preflight(tandem, exampleLab());
        const found = result.find('node-b', 'shell');
        expect(found).toMatchObject({ status: 'fail', said: { code: 'shell.noisy' } });
        // Nothing is said of what could not be read for it.
        expect(result.checks.filter(({ node }) => node === 'node-b')).toEqual([found]);
        expect(found.message).toContain('Welcome to the machine');
        // A deploy refuses it as well, before anything is sent.
        expect(await problemOf(tandem.deploy('example'))).toMatchObject({ code: 'host.shell-noisy' });
      },
    );
  });

  test('a restricted shell', async () => {
    await withNode(
      'node-b',
      [['usermod', '--shell', '/bin/rbash', 'ops']],
      [
        ['usermod', '--shell', '/bin/bash', 'ops'],
        ['rm', '-f', '/etc/passwd-'],
      ],
      async () => {
        await tandem.save(withNodeB(asOps));
        await tandem.client.call('secrets.set', { lab: 'example', node: 'node-b', sudoPassword: password });
        const found = (await preflight(tandem, withNodeB(asOps))).find('node-b', 'shell');
        expect(found).toMatchObject({ status: 'fail', said: { code: 'shell.restricted' } });
        expect(found.message).toMatch(/restricted/);
      },
    );
  });

  test('two names of one machine', async () => {
    await withNode(
      'node-a',
      [['ip', 'address', 'add', '10.77.0.61/24', 'dev', 'eth0']],
      [['ip', 'address', 'delete', '10.77.0.61/24', 'dev', 'eth0']],
      async () => {
        const target = { host: '10.77.0.61', port: 22 };
        const keys = await tandem.client.call('trust.keys', target);
        const fingerprint = keys.find(({ type }) => type === 'ssh-ed25519')?.fingerprint ?? '';
        await tandem.client.call('trust.accept', { ...target, fingerprint });
        const result = await preflight(tandem, withNodeB({ host: target.host }));
        expect(result.find(null, 'two-machines')).toMatchObject({
          status: 'fail',
          said: { code: 'host.same-machine' },
        });
      },
    );
  });
});

describe('files', () => {
  test('a disk without room for the agent', async () => {
    await withNode(
      'node-b',
      [['mount', '-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', '/opt']],
      [['umount', '/opt']],
      async () => {
        const found = (await preflight(tandem, exampleLab())).find('node-b', 'disk');
        expect(found).toMatchObject({ status: 'fail', said: { code: 'host.disk-full' } });
        expect(Number(found.said.params.freeMb)).toBeLessThanOrEqual(21);
      },
    );
  });

  test('a read-only /etc', async () => {
    await withNode(
      'node-b',
      [
        ['mount', '--bind', '/etc', '/etc'],
        ['mount', '-o', 'remount,ro,bind', '/etc'],
      ],
      [['umount', '/etc']],
      async () => {
        const found = (await preflight(tandem, exampleLab())).find('node-b', 'writable');
        expect(found).toMatchObject({ status: 'fail', said: { params: { first: '/etc' } } });
        expect(found.message).toContain('/etc/systemd/system');
      },
    );
  });
});

describe('the interface', () => {
  const made = [
    ['ip', 'link', 'add', 'test0', 'type', 'veth', 'peer', 'name', 'test1'],
    ['ip', 'link', 'set', 'test1', 'up'],
    ['ip', 'address', 'add', '10.77.0.12/24', 'dev', 'test0', 'noprefixroute'],
  ];
  const gone = [['ip', 'link', 'delete', 'test0']];
  const lab = withNodeB({ interface: 'test0' });

  test('one that is not there', async () => {
    const found = (await preflight(tandem, withNodeB({ interface: 'eth9' }))).find('node-b', 'interface');
    expect(found).toMatchObject({ status: 'fail', said: { code: 'host.interface-missing' } });
  });

  test('one that is off is switched on by one click; what it is plugged into is another segment', async () => {
    await withNode('node-b', made, gone, async () => {
      const result = await preflight(tandem, lab);
      expect(result.find('node-b', 'interface')).toMatchObject({ status: 'fail', fix: 'interface-up' });
      expect(result.find('node-b', 'same-segment').said.code).toBe('wire.not-checked');

      const fix = { lab: 'example', node: 'node-b', fix: 'interface-up' } as const;
      const [after] = await tandem.client.call('preflight.fix', fix);
      expect(after).toMatchObject({ code: 'interface', status: 'pass', fix: null });

      const again = await preflight(tandem, lab);
      expect(again.find('node-b', 'way-in')).toMatchObject({ status: 'pass' });
      expect(again.find('node-b', 'same-segment')).toMatchObject({ status: 'fail' });
      expect(again.find('node-a', 'same-segment')).toMatchObject({ status: 'fail' });
      expect(again.find('node-b', 'vrrp-passes').said.code).toBe('vrrp-passes.lost-between');
    });
  });

  test('systemd-networkd that manages it and is not told to keep what it did not put there', async () => {
    const network = '[Match]\nName=test0\n[Network]\nAddress=10.77.0.12/24\nLinkLocalAddressing=no\n';
    const file = '/run/systemd/network/10-test.network';
    const start = ['systemd-run', '--collect', '--unit', 'test-networkd', '/lib/systemd/systemd-networkd'];
    const stop = [['systemctl', 'stop', 'test-networkd']];
    const forget = ['sh', '-c', 'rm -f /run/systemd/netif/links/*'];
    const removed = [['rm', '-f', file], forget, ...gone];
    const write = (text: string) => [
      'sh',
      '-c',
      'mkdir -p /run/systemd/network; install -d -o systemd-network -g systemd-network /run/systemd/netif/links; printf "%s" "$1" > "$2"',
      'sh',
      text,
      file,
    ];
    const isConfigured =
      'until grep -qs ADMIN_STATE=configured /run/systemd/netif/links/*; do sleep 0.1; done';
    const settled = ['timeout', '20', 'sh', '-c', isConfigured];
    const foreign = ['ip', 'address', 'add', '10.77.0.250/32', 'dev', 'test0'];
    const isGone = 'while ip -o address show test0 | grep -q 10.77.0.250; do sleep 0.1; done';
    const removes = [
      ['networkctl', 'reconfigure', 'test0'],
      ['timeout', '20', 'sh', '-c', isGone],
    ];
    // What the warning says is so: configuring the link anew takes away what networkd did not put there.
    const change = [...made, write(network), start, settled, foreign, ...removes];
    await withNode('node-b', change, stop, async () => {
      expect((await preflight(tandem, lab)).find('node-b', 'network-manager')).toMatchObject({
        status: 'warn',
        said: { code: 'network-manager.networkd' },
      });
    });
    const keeps = write(`${network}KeepConfiguration=static\n`);
    await withNode('node-b', [forget, keeps, start, settled], [...stop, ...removed], async () => {
      expect((await preflight(tandem, lab)).find('node-b', 'network-manager')).toMatchObject({
        status: 'pass',
        said: { code: 'network-manager.networkd-keeps' },
      });
    });
  });
});

describe('programs', () => {
  test('nginx that does not run is started by one click', async () => {
    await withNode(
      'node-b',
      [['systemctl', 'stop', 'nginx']],
      [['systemctl', 'start', 'nginx']],
      async () => {
        const found = (await preflight(tandem, exampleLab())).find('node-b', 'service');
        expect(found).toMatchObject({ status: 'warn', fix: 'start-nginx' });
        const fix = { lab: 'example', node: 'node-b', fix: 'start-nginx' } as const;
        const [after] = await tandem.client.call('preflight.fix', fix);
        expect(after).toMatchObject({ code: 'service', status: 'pass' });
      },
    );
  });

  const conf = (vrid: number, vip: string) =>
    `vrrp_instance other {\n interface eth0\n state BACKUP\n virtual_router_id ${vrid}\n priority 90\n advert_int 1\n virtual_ipaddress {\n  ${vip}\n }\n}\n`;
  const put = (text: string) => [
    'sh',
    '-c',
    'printf "%s" "$1" > /etc/keepalived/keepalived.conf',
    'sh',
    text,
  ];
  const taken = [['rm', '-f', '/etc/keepalived/keepalived.conf']];

  test('a keepalived that waits for the next boot with this lab’s VRID, silent on the wire', async () => {
    await withNode(
      'node-b',
      [put(conf(51, '10.77.0.200/24')), ['systemctl', 'enable', '--quiet', 'keepalived']],
      [['systemctl', 'disable', '--quiet', 'keepalived'], ...taken],
      async () => {
        const result = await preflight(tandem, exampleLab());
        expect(result.find('node-b', 'ha-managers')).toMatchObject({
          status: 'fail',
          said: { code: 'ha-managers.conflict', params: { names: 'keepalived', what: 'VRID 51' } },
        });
        expect(result.find(null, 'vrid-free').status).toBe('pass');
      },
    );
  });

  test('a keepalived that runs with a VRID of its own, and takes no notice of our packets', async () => {
    await withNode(
      'node-b',
      [put(conf(77, '10.77.0.201/24')), ['systemctl', 'start', 'keepalived']],
      [['systemctl', 'stop', 'keepalived'], ...taken],
      async () => {
        const log = async () =>
          (await nodeExec('node-b', ['journalctl', '--unit', 'keepalived', '--output', 'cat'])).stdout;
        const leads = 'until ip -o address show eth0 | grep -q 10.77.0.201; do sleep 0.1; done';
        await nodeExec('node-b', ['timeout', '20', 'sh', '-c', leads]);
        const logged = await log();
        const result = await preflight(tandem, exampleLab());
        expect(result.find('node-b', 'ha-managers')).toMatchObject({ status: 'warn' });
        expect(result.find('node-b', 'ha-managers').message).toContain('VRID 77, 10.77.0.201/24');
        expect(result.ok).toBe(true);
        expect(await log()).toBe(logged);
      },
    );
  });
});

describe('the lab’s addresses', () => {
  test.each([
    ['the network address', '10.77.0.0/24', 'node-a', 'vips', 'vips.network-address'],
    ['the broadcast address', '10.77.0.255/24', 'node-a', 'vips', 'vips.broadcast-address'],
    ['another subnet', '192.168.7.1/24', 'node-a', 'vips', 'lab.vip-outside-subnet'],
    ['a node’s address', '10.77.0.12/24', null, 'lab', 'lab.vip-is-node-address'],
  ] as const)('%s', async (_name, vip, node, check, code) => {
    const found = (await preflight(tandem, withRouter({ vips: [vip] }))).find(node, check);
    expect(found).toMatchObject({ status: 'fail', said: { code } });
  });

  test('one address in two virtual routers, and equal priorities', async () => {
    const [router] = exampleLab().virtualRouters;
    if (!router) throw new Error('the example has a virtual router');
    const two = exampleLab({
      mode: 'dual-master',
      virtualRouters: [router, { ...router, vrid: 52, priorities: { 'node-a': 100, 'node-b': 150 } }],
    });
    expect((await preflight(tandem, two)).find(null, 'lab').said.code).toBe('vips.shared');
    const equal = withRouter({ priorities: { 'node-a': 100, 'node-b': 100 } });
    expect((await preflight(tandem, equal)).find(null, 'lab').said.code).toBe('lab.priorities-equal');
  });
});
