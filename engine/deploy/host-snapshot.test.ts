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

  it.each([
    ['address eth0 10.0.0.77/24'],
    ['macvlan docker1'],
    ['table ip nat'],
    ['setting vrrp.51 arp_ignore 1'],
  ])('has something of somebody else: %s', (line) => {
    expect(compareSnapshots(before, [...before, line], vips)).toEqual({
      residue: [],
      foreign: [`new: ${line}`],
    });
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
