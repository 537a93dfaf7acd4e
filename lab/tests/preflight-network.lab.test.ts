import { expect } from 'vitest';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { hostCheck, preflight, withNode } from '../support/preflight.ts';
import { exampleLab } from '../support/test-engine.ts';
import { setStage, tandem } from '../support/untouched-nodes.ts';
import { describeWith, doAsHinted, writeFile } from '../support/with-packages.ts';
import { nodeExec } from '../testbed/index.ts';

/** Programs that take an interface into their hands, and the older packet filters, installed and in force. */

setStage();

const node = async (...argv: string[]) => (await nodeExec('node-b', argv)).stdout;

/** A second interface for what takes interfaces into its hands: eth0 is the way in. */
const made = [
  ['ip', 'link', 'add', 'test0', 'type', 'veth', 'peer', 'name', 'test1'],
  ['ip', 'link', 'set', 'test1', 'up'],
  ['ip', 'link', 'set', 'test0', 'up'],
];
const unmade = ['ip', 'link', 'delete', 'test0'];
const networkManager = async () => {
  const [first, second] = exampleLab().nodes;
  const lab = exampleLab({ nodes: [first, { ...second, interface: 'test0' }] });
  return hostCheck(tandem, lab, 'node-b', 'network-manager');
};

describeWith(['network-manager'], (testWith) => {
  testWith(
    'NetworkManager takes the VIP away when it activates the interface anew, until it lets go of it',
    async () => {
      const foreign = '10.77.0.250';
      const address = ['ipv4.method', 'manual', 'ipv4.addresses', '10.77.0.12/24', 'ipv6.method', 'disabled'];
      await withNode(
        'node-b',
        [
          writeFile(
            '/etc/NetworkManager/conf.d/test.conf',
            '[keyfile]\nunmanaged-devices=interface-name:eth0;interface-name:test1\n',
          ),
          ...made,
          ['systemctl', 'start', 'NetworkManager'],
          [
            'nmcli',
            'connection',
            'add',
            'type',
            'ethernet',
            'ifname',
            'test0',
            'con-name',
            'test',
            ...address,
          ],
          ['nmcli', 'connection', 'up', 'test'],
          ['ip', 'address', 'add', `${foreign}/32`, 'dev', 'test0'],
        ],
        [['systemctl', 'stop', 'NetworkManager'], unmade],
        async () => {
          const found = await networkManager();
          expect(found).toMatchObject({ status: 'warn', said: { code: 'network-manager.nm' } });
          // What the warning says is so.
          await node('nmcli', 'connection', 'up', 'test');
          expect(await node('ip', '-o', 'address', 'show', 'test0')).not.toContain(foreign);
          await doAsHinted(found.hint, /nmcli device set test0 managed no/);
          expect(await networkManager()).toMatchObject({ status: 'pass' });
        },
      );
    },
  );
});

describeWith(['dhcpcd'], (testWith) => {
  const file = '/etc/dhcpcd.conf';
  const settled = (state: string) => `until [ -e /run/dhcpcd/${state} ]; do sleep 0.1; done`;
  const started = (text: string) => [
    writeFile(file, text),
    ['systemctl', 'restart', 'dhcpcd'],
    ['timeout', '10', 'sh', '-c', settled('pid')],
  ];

  testWith('dhcpcd that leases the interface an address; a fixed one, or none, is well', async () => {
    const off = [['systemctl', 'stop', 'dhcpcd'], unmade];
    await withNode(
      'node-b',
      [...made, ...started('noipv4ll\ndenyinterfaces eth* test1\n')],
      off,
      async () => {
        const found = await networkManager();
        expect(found).toMatchObject({ status: 'warn', said: { code: 'network-manager.dhcpcd' } });
        expect(found.hint).toContain('interface test0');
        const fixed = 'denyinterfaces eth* test1\ninterface test0\nstatic ip_address=10.77.0.12/24\n';
        for (const argv of started(fixed)) await nodeExec('node-b', argv);
        expect(await networkManager()).toMatchObject({
          status: 'pass',
          said: { code: 'network-manager.dhcpcd-fixed' },
        });
        for (const argv of started('denyinterfaces eth* test*\n')) await nodeExec('node-b', argv);
        expect(await networkManager()).toMatchObject({
          status: 'pass',
          said: { code: 'network-manager.none' },
        });
      },
    );
  });

  testWith('one that was started for this interface alone', async () => {
    const start = [
      writeFile(file, 'noipv4ll\n'),
      ['dhcpcd', '--background', '--quiet', 'test0'],
      ['timeout', '10', 'sh', '-c', settled('test0.pid')],
    ];
    await withNode('node-b', [...made, ...start], [['dhcpcd', '--exit', 'test0'], unmade], async () => {
      expect(await networkManager()).toMatchObject({ status: 'warn' });
      await node('dhcpcd', '--exit', 'test0');
      expect(await networkManager()).toMatchObject({ status: 'pass' });
    });
  });
});

describeWith(['iptables'], (testWith) => {
  const blocked = async () => (await preflight(tandem, exampleLab())).find('node-b', 'vrrp-passes');
  const drop = ['-A', 'INPUT', '-p', '112', '-j', 'DROP'];
  const noTables = (program: string) => async () => {
    const { status, stderr } = await nodeExec('node-b', [program, '-S']);
    return status === 0 ? null : `the kernel has no tables for ${program}: ${stderr.trim()}`;
  };

  testWith(
    'a rule of iptables-legacy, which nft does not show',
    async () => {
      await withNode('node-b', [['iptables-legacy', ...drop]], [['iptables-legacy', '-F']], async () => {
        const found = await blocked();
        expect(found).toMatchObject({ status: 'fail', said: { code: 'vrrp-passes.blocked-iptables' } });
        expect(found.message).toContain('-A INPUT -p vrrp -j DROP');
        await doAsHinted(found.hint, /iptables-legacy -I INPUT -p 112 -j ACCEPT/);
        expect(await blocked()).toMatchObject({ status: 'pass' });
      });
    },
    noTables('iptables-legacy'),
  );

  testWith(
    'a rule of iptables-nft',
    async () => {
      const gone = ['nft', 'delete', 'table', 'ip', 'filter'];
      await withNode('node-b', [['iptables-nft', ...drop]], [gone], async () => {
        const found = await blocked();
        expect(found).toMatchObject({ status: 'fail', fix: 'allow-vrrp' });
        expect(found.message).toMatch(/ip filter INPUT: .*vrrp.*drop/);
        const fix = { lab: 'example', node: 'node-b', fix: 'allow-vrrp' } as const;
        expect((await tandem.client.call('preflight.fix', fix))[0]).toMatchObject({ status: 'pass' });
      });
    },
    noTables('iptables-nft'),
  );

  testWith(
    'rules of ip6tables, of either kind, one for each way',
    async () => {
      const [router] = exampleLab().virtualRouters;
      const ipv6 = exampleLab({
        virtualRouters: [{ ...router, vips: ['fe80::100/64'] }] as LabInput['virtualRouters'],
      });
      const inward = ['ip6tables-legacy', ...drop];
      const outward = ['ip6tables-nft', '-A', 'OUTPUT', '-d', 'ff02::12', '-j', 'DROP'];
      const undo = [
        ['ip6tables-legacy', '-F'],
        ['nft', 'delete', 'table', 'ip6', 'filter'],
      ];
      await withNode('node-b', [inward, outward], undo, async () => {
        const result = await preflight(tandem, ipv6);
        const found = result.find('node-b', 'vrrp-passes');
        expect(found).toMatchObject({ status: 'fail', said: { code: 'vrrp-passes.blocked-iptables' } });
        expect(found.message).toContain('-A INPUT -p vrrp -j DROP');
        expect(found.hint).toContain('ip6tables-legacy -I INPUT -p 112 -j ACCEPT');
        const other = result.find('node-a', 'vrrp-passes');
        expect(other).toMatchObject({ said: { code: 'vrrp-passes.blocked-out' }, fix: 'allow-vrrp' });
        expect(other.message).toMatch(/ip6 filter OUTPUT: .*ff02::12.*drop/);
      });
    },
    async () => (await noTables('ip6tables-legacy')()) ?? noTables('ip6tables-nft')(),
  );
});
