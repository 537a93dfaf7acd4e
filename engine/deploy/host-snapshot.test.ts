import { describe, expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { localSession } from '../ssh/session-double.ts';
import { compareSnapshots, readHostSnapshot } from './host-snapshot.ts';

const before = [
  'address eth0 10.0.0.1/24',
  'path /opt folder 755 0:0',
  'setting eth0 arp_ignore 0',
  'setting eth1 arp_ignore 0',
  'unit tandem-agent.service not-found',
];
const vips = ['eth0 10.0.0.9/24'];

describe('a host before the first deploy and after an uninstall', () => {
  it('is the same', () => {
    expect(compareSnapshots(before, before, vips)).toEqual({ residue: [], foreign: [] });
  });

  it.each([
    ['address eth0 10.0.0.9/24'],
    ['address eth1 10.0.0.9/24'],
    ['path /etc/tandem folder 755 0:0'],
    ['macvlan vrrp.51'],
    ['table inet tandem_agent'],
    ['unit tandem-drill-cap.timer loaded'],
  ])('has something of Tandem left: %s', (line) => {
    expect(compareSnapshots(before, [...before, line], vips)).toEqual({
      residue: [`new: ${line}`],
      foreign: [],
    });
  });

  it.each([['address eth0 10.0.0.77/24'], ['table ip nat']])('has something of somebody else: %s', (line) => {
    expect(compareSnapshots(before, [...before, line], vips)).toEqual({
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
    expect(compareSnapshots(before, after, vips)).toEqual({
      residue: [],
      foreign: ['gone: interface eth1', 'new: interface vrrp.51', 'new: interface wg0'],
    });
  });

  it('has a VIP left, however a manifest spells it', () => {
    const line = 'address eth0 fd77::100/64';
    expect(compareSnapshots(before, [...before, line], ['eth0 FD77:0::100/64']).residue).toEqual([
      `new: ${line}`,
    ]);
  });

  it('has a folder of everybody’s with another mode, or there since: nothing of Tandem', () => {
    const changed = before.map((line) => line.replace('755 0:0', '711 0:0'));
    expect(compareSnapshots(before, changed, vips)).toEqual({
      residue: [],
      foreign: ['gone: path /opt folder 755 0:0', 'new: path /opt folder 711 0:0'],
    });
    const without = before.filter((line) => !line.startsWith('path'));
    expect(compareSnapshots(without, before, vips).residue).toEqual([]);
    expect(compareSnapshots(before, without, vips).residue).toEqual(['gone: path /opt folder 755 0:0']);
  });

  it('has a setting that was not put back, where Tandem changes it', () => {
    const after = before.map((line) => line.replace(/arp_ignore 0/, 'arp_ignore 1'));
    expect(compareSnapshots(before, after, vips)).toEqual({
      residue: ['gone: setting eth0 arp_ignore 0', 'new: setting eth0 arp_ignore 1'],
      foreign: ['gone: setting eth1 arp_ignore 0', 'new: setting eth1 arp_ignore 1'],
    });
  });

  it('has a setting that somebody else changed: the agent has another value for it', () => {
    const after = before.map((line) => line.replace('eth0 arp_ignore 0', 'eth0 arp_ignore 2'));
    expect(compareSnapshots(before, after, vips).residue).toEqual([]);
  });
});

it.runIf(process.platform === 'linux')('is read twice alike, with nothing of Tandem in it', async () => {
  const host = createHost(localSession(), { kind: 'none' });
  const first = await readHostSnapshot(host);
  expect(first.some((line) => line.startsWith('address lo 127.0.0.1/8'))).toBe(true);
  expect(first.some((line) => /^setting lo arp_ignore \d+$/.test(line))).toBe(true);
  expect(await readHostSnapshot(host)).toEqual(first);
});
