import { describe, expect, it } from 'vitest';
import { type Circumstances, compareSnapshots } from './snapshot-difference.ts';

const before = [
  'address eth0 10.0.0.1/24',
  'path /opt folder 755 0:0',
  'setting eth0 arp_ignore 0',
  'setting eth1 arp_ignore 0',
  'unit tandem-agent.service not-found',
];
const compare = (was: readonly string[], is: readonly string[], change: Partial<Circumstances> = {}) =>
  compareSnapshots(was, is, { vips: ['eth0 10.0.0.9/24'], restoredKeepalived: false, own: null, ...change });

describe('a host before the first deploy and after an uninstall', () => {
  it('is the same', () => {
    expect(compare(before, before)).toEqual({ residue: [], foreign: [] });
  });

  it.each([
    ['address eth0 10.0.0.9/24'],
    ['address eth1 10.0.0.9/24'],
    ['path /etc/tandem folder 755 0:0'],
    ['macvlan vrrp.51'],
    ['table inet tandem_agent'],
    ['unit tandem-drill-cap.timer loaded'],
  ])('has something of Tandem left: %s', (line) => {
    expect(compare(before, [...before, line])).toEqual({
      residue: [`new: ${line}`],
      foreign: [],
    });
  });

  it.each([['address eth0 10.0.0.77/24'], ['table ip nat']])('has something of somebody else: %s', (line) => {
    expect(compare(before, [...before, line])).toEqual({
      residue: [],
      foreign: [`new: ${line}`],
    });
  });

  it('has one line for an interface that came or went, and none for what containers bring', () => {
    const settings = (name: string) =>
      ['arp_ignore', 'arp_announce'].map((entry) => `setting ${name} ${entry} 0`);
    const after = [
      ...before.filter((line) => !line.includes('eth1')),
      ...['vrrp.51', 'wg0', 'veth1a2b3c', 'docker0', 'br-0123456789ab'].flatMap(settings),
      'address wg0 10.9.0.1/24',
      'address docker0 172.17.0.1/16',
    ];
    expect(compare(before, after)).toEqual({
      residue: [],
      foreign: ['gone: interface eth1', 'new: interface vrrp.51', 'new: interface wg0'],
    });
  });

  it('has a VIP left, however a manifest spells it', () => {
    const line = 'address eth0 fd77::100/64';
    expect(compare(before, [...before, line], { vips: ['eth0 FD77:0::100/64'] }).residue).toEqual([
      `new: ${line}`,
    ]);
  });

  it('has a folder of everybody’s with another mode, or there since: nothing of Tandem', () => {
    const changed = before.map((line) => line.replace('755 0:0', '711 0:0'));
    expect(compare(before, changed)).toEqual({
      residue: [],
      foreign: ['gone: path /opt folder 755 0:0', 'new: path /opt folder 711 0:0'],
    });
    const without = before.filter((line) => !line.startsWith('path'));
    expect(compare(without, before).residue).toEqual([]);
    expect(compare(before, without).residue).toEqual(['gone: path /opt folder 755 0:0']);
  });

  it('has a setting that was not put back, where Tandem changes it', () => {
    const after = before.map((line) => line.replace(/arp_ignore 0/, 'arp_ignore 1'));
    expect(compare(before, after)).toEqual({
      residue: ['gone: setting eth0 arp_ignore 0', 'new: setting eth0 arp_ignore 1'],
      foreign: ['gone: setting eth1 arp_ignore 0', 'new: setting eth1 arp_ignore 1'],
    });
  });

  it('has a setting that somebody else changed: the agent has another value for it', () => {
    const after = before.map((line) => line.replace('eth0 arp_ignore 0', 'eth0 arp_ignore 2'));
    expect(compare(before, after).residue).toEqual([]);
  });
});

describe('a host before keepalived was deployed and after an uninstall', () => {
  const conf = 'path /etc/keepalived/keepalived.conf file 644 0:0 aa';
  const unit = 'unit keepalived.service loaded disabled inactive';
  const had = [...before, 'path /etc/keepalived folder 755 0:0', conf, unit, 'package bash'];
  const restored = { restoredKeepalived: true };

  it.each([
    ['new: path /etc/keepalived/keepalived.conf.tandem-kept file 600 0:0 bb'],
    ['new: path /etc/keepalived/keepalived.conf.tandem-kept.~1~ file 600 0:0 bb'],
    ['new: path /etc/keepalived/keepalived.conf.new file 600 0:0 bb'],
    ['new: package keepalived'],
    ['new: table ip keepalived'],
    ['new: macvlan vrrp.51'],
  ])('has something of Tandem left: %s', (line) => {
    expect(compare(had, [...had, line.slice('new: '.length)], restored)).toEqual({
      residue: [line],
      foreign: [],
    });
  });

  it.each([
    ['new: path /etc/keepalived/check.sh file 755 0:0 cc'],
    ['new: path /etc/rc2.d/S01keepalived link ../init.d/keepalived', 'residue'],
    ['new: package nginx'],
  ])('that others changed: %s', (line, kind = 'foreign') => {
    expect(compare(had, [...had, line.slice('new: '.length)], restored)).toMatchObject({ [kind]: [line] });
  });

  it('has another keepalived.conf or state of the unit: a fault of the uninstall that put them back, and nobody’s afterwards', () => {
    const after = had.map((line) => line.replace(/aa$/, 'bb').replace('disabled inactive', 'enabled active'));
    const lines = [
      `gone: ${conf}`,
      `gone: ${unit}`,
      'new: path /etc/keepalived/keepalived.conf file 644 0:0 bb',
      'new: unit keepalived.service loaded enabled active',
    ];
    expect(compare(had, after, restored)).toEqual({ residue: lines, foreign: [] });
    expect(compare(had, after)).toEqual({ residue: [], foreign: lines });
  });

  it('has an address of both in motion where somebody’s own keepalived runs again', () => {
    const own = { mayHold: (address: string) => address === '10.0.0.9' };
    const after = [...had, 'address eth0 10.0.0.9/24'];
    expect(compare(had, after, { ...restored, own }).residue).toEqual([]);
    expect(compare(had, after, { ...restored, own: { mayHold: () => false } }).residue).toHaveLength(1);
  });

  it('has had an upgrade of the distribution: one line each way', () => {
    const names = Array.from({ length: 12 }, (_, index) => `package new-${index}`);
    expect(compare(had, [...had, ...names]).foreign).toEqual([
      'new: package new-0, new-1, new-2, new-3, new-4, new-5, new-6, new-7, new-8, new-9 and 2 more',
    ]);
  });
});
