import { expect } from 'vitest';
import { hostCheck, withNode } from '../support/preflight.ts';
import { exampleLab } from '../support/test-engine.ts';
import { setStage, tandem } from '../support/untouched-nodes.ts';
import { describeWith, doAsHinted, untilHeld, writeFile } from '../support/with-packages.ts';

/** Other managers of addresses, installed and running: the check names them and what they hold, and its hint ends them. */

setStage();

const haManagers = () => hostCheck(tandem, exampleLab(), 'node-b', 'ha-managers');

describeWith(['heartbeat', 'corosync', 'pacemaker'], (testWith) => {
  const names = ['heartbeat', 'corosync', 'pacemaker'];
  // As their packages left them.
  const back = [
    ['systemctl', 'stop', ...names],
    ['systemctl', 'enable', '--quiet', ...names],
  ];

  testWith('all of them wait for the next boot', async () => {
    await withNode('node-b', [], back, async () => {
      const found = await haManagers();
      expect(found).toMatchObject({ status: 'warn', said: { code: 'ha-managers.enabled' } });
      expect(found.message).toContain('heartbeat, corosync, pacemaker');
      await doAsHinted(found.hint, /systemctl disable [^.]*/);
      expect(await haManagers()).toMatchObject({ status: 'pass' });
    });
  });

  testWith('heartbeat holds an address of its own', async () => {
    const ha = `logfile /run/ha.log\nucast eth0 10.77.0.11\nkeepalive 200ms\ndeadtime 1\ninitdead 1\nauto_failback on\nnode node-b\nnode node-a\ncrm off\n`;
    const start = [
      ['systemctl', 'disable', '--quiet', 'pacemaker', 'corosync'],
      writeFile('/etc/ha.d/authkeys', 'auth 1\n1 crc\n'),
      ['chmod', '600', '/etc/ha.d/authkeys'],
      writeFile('/etc/ha.d/ha.cf', ha),
      writeFile('/etc/ha.d/haresources', 'node-b IPaddr2::10.77.0.202/24/eth0\n'),
      ['systemctl', 'start', 'heartbeat'],
      untilHeld('10.77.0.202'),
    ];
    await withNode('node-b', start, back, async () => {
      const found = await haManagers();
      expect(found).toMatchObject({ status: 'warn', said: { code: 'ha-managers.running' } });
      expect(found.message).toContain('heartbeat runs on it (10.77.0.202/24)');
      await doAsHinted(found.hint, /systemctl disable --now [^.]*/);
      expect(await haManagers()).toMatchObject({ status: 'pass' });
    });
  });

  testWith('pacemaker holds this lab’s VIP; the corosync below it is a matter of its own', async () => {
    const file = '/var/lib/pacemaker/cib/cib.xml';
    const start = [
      ['systemctl', 'disable', '--quiet', 'heartbeat'],
      writeFile(file, cib),
      ['chown', 'hacluster:haclient', file],
      ['chmod', '600', file],
      ['systemctl', 'start', 'corosync', 'pacemaker'],
      untilHeld('10.77.0.100'),
    ];
    await withNode('node-b', start, back, async () => {
      const found = await haManagers();
      expect(found).toMatchObject({
        status: 'fail',
        said: { code: 'ha-managers.conflict', params: { names: 'pacemaker', what: '10.77.0.100' } },
      });
      await doAsHinted(found.hint, /systemctl disable --now \w+/);
      const left = await haManagers();
      expect(left).toMatchObject({ status: 'warn', said: { params: { names: 'corosync', holds: '' } } });
      await doAsHinted(left.hint, /systemctl disable --now \w+/);
      expect(await haManagers()).toMatchObject({ status: 'pass' });
    });
  });

  const cib = `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
<configuration><crm_config><cluster_property_set id="o"><nvpair id="s" name="stonith-enabled" value="false"/>
<nvpair id="d" name="dc-deadtime" value="1s"/></cluster_property_set></crm_config><nodes/><resources>
<primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2"><instance_attributes id="a">
<nvpair id="i" name="ip" value="10.77.0.100"/><nvpair id="m" name="cidr_netmask" value="24"/>
</instance_attributes></primitive></resources><constraints/></configuration><status/></cib>`;
});

describeWith(['ucarp'], (testWith) => {
  testWith('ucarp, which has no unit, advertises with this lab’s VRID as its VHID', async () => {
    const script = (verb: string) => [
      writeFile(`/run/ucarp-${verb}`, `#!/bin/sh\nip address ${verb} 10.77.0.203/24 dev eth0\n`),
      ['chmod', '755', `/run/ucarp-${verb}`],
    ];
    const ends = ['pkill', '-x', 'ucarp'];
    const gone = ['sh', '-c', 'ip address del 10.77.0.203/24 dev eth0; rm -f /run/ucarp-*'];
    const addresses = ['-s', '10.77.0.12', '-a', '10.77.0.203'];
    const scripts = ['-u', '/run/ucarp-add', '-d', '/run/ucarp-del'];
    await withNode(
      'node-b',
      [
        ...script('add'),
        ...script('del'),
        ['ucarp', '-i', 'eth0', '-v', '51', '-p', 'secret', '-B', ...addresses, ...scripts],
        untilHeld('10.77.0.203'),
      ],
      [ends, gone],
      async () => {
        const found = await haManagers();
        expect(found).toMatchObject({
          status: 'fail',
          said: { code: 'ha-managers.conflict', params: { names: 'ucarp', what: 'VRID 51' } },
        });
        expect(JSON.stringify(found)).not.toContain('secret');
        await doAsHinted(found.hint, /pkill -x ucarp/);
        expect(await haManagers()).toMatchObject({ status: 'pass' });
      },
    );
  });
});
