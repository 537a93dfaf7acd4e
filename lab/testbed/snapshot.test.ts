import { expect, test } from 'vitest';
import { diffSnapshots, parseSnapshot, type Snapshot } from './snapshot.ts';

const part = '\n----- tandem-lab-part\n';
const links = [
  { ifname: 'lo', flags: ['LOOPBACK', 'UP'], address: '00:00:00:00:00:00', addr_info: [] },
  {
    ifname: 'eth0',
    flags: ['BROADCAST', 'UP'],
    address: '02:00:0a:4d:00:0b',
    linkinfo: { info_kind: 'veth' },
    addr_info: [
      { local: '10.77.0.11', prefixlen: 24, scope: 'global', label: 'eth0', valid_life_time: 4294967295 },
    ],
  },
];
const output = [
  JSON.stringify(links),
  '10.77.0.0/24 dev eth0 scope link \nlocal 10.77.0.11 dev eth0 table local scope host\n',
  'fe80::/64 dev eth0 metric 256 expires 30sec pref medium\n',
  'Id=nginx.service\nActiveState=active\n\nId=keepalived.service\nActiveState=inactive\n',
  'tandem-agent.service loaded active running Tandem VRRP agent\n',
  'table inet t {\n\tchain c {\n\t}\n}\n',
  '/opt/tandem d 755 root \n/etc/systemd/system d 755 root \n',
].join(part);

test('a snapshot is sorted lines without times', () => {
  expect(parseSnapshot(output)).toEqual({
    addresses: ['eth0 10.77.0.11/24 global eth0'],
    links: ['eth0 veth 02:00:0a:4d:00:0b up', 'lo 00:00:00:00:00:00 up'],
    routes: ['10.77.0.0/24 dev eth0 scope link', 'fe80::/64 dev eth0 metric 256 pref medium'],
    units: [
      'Id=keepalived.service ActiveState=inactive',
      'Id=nginx.service ActiveState=active',
      'tandem-agent.service loaded active running',
    ],
    nft: ['1: table inet t {', '2: \tchain c {', '3: \t}', '4: }'],
    files: ['/etc/systemd/system d 755 root', '/opt/tandem d 755 root'],
  });
});

test('equal snapshots do not differ; what went and what came is named with its subject', () => {
  const before = parseSnapshot(output);
  expect(diffSnapshots(before, parseSnapshot(output))).toEqual([]);
  const after: Snapshot = { ...before, addresses: ['eth0 10.77.0.100/24 global eth0'], nft: [] };
  expect(diffSnapshots(before, after)).toEqual([
    '- addresses: eth0 10.77.0.11/24 global eth0',
    '+ addresses: eth0 10.77.0.100/24 global eth0',
    ...before.nft.map((line) => `- nft: ${line}`),
  ]);
});

test('a line that comes twice differs from one that comes once', () => {
  const before = parseSnapshot(output);
  const after: Snapshot = { ...before, routes: [...before.routes, ...before.routes.slice(0, 1)] };
  expect(diffSnapshots(before, after)).toEqual(['+ routes: 10.77.0.0/24 dev eth0 scope link']);
});
