import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostProgram } from '../../../protocol/contract/host-facts.ts';
import type { PreflightCode } from '../../../protocol/contract/preflight.ts';
import { wordPreflight } from '../../../protocol/contract/preflight.ts';
import { labSchema } from '../../../protocol/lab/schema.ts';
import { testLab } from '../../deploy/test-lab.ts';
import type { PreflightFacts } from '../host/facts.ts';
import { archiveIndex, indexFile, program, subject } from '../testing/subject.ts';
import { judgeLab } from './lab.ts';
import { hostChecks } from './registry.ts';
import { judgeTwoMachines } from './two-machines.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-preflight-'));
  writeFileSync(indexFile(folder), JSON.stringify(archiveIndex));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const judge = (code: PreflightCode, change: Partial<PreflightFacts>, lab = testLab) =>
  hostChecks.find((check) => check.code === code)?.judge({ ...subject(folder, change), lab }) ?? null;

it('a host as it should be passes every check', () => {
  const found = hostChecks.map(({ code, judge: one }) => `${code} ${one(subject(folder))?.status}`);
  expect(found).toEqual(hostChecks.map(({ code }) => `${code} pass`));
});

it('a host that no agent runs on is one for keepalived of its distribution', () => {
  const lab = labSchema.parse({ ...testLab, backend: 'keepalived' });
  const foreign = { machine: 'armv7l', bits: 32, glibc: '', freeBytes: 0 };
  expect(judge('machine', foreign, lab)).toMatchObject({ status: 'pass', said: { code: 'machine.any' } });
  expect(judge('libc', foreign, lab)).toBeNull();
  expect(judge('disk', foreign, lab)).toMatchObject({ status: 'pass', said: { params: { path: '/etc' } } });
  const full = judge('disk', { etcFreeBytes: 1e6 }, lab);
  expect(full).toMatchObject({ status: 'fail', said: { code: 'host.disk-full', params: { path: '/etc' } } });
});

const interfaces = (addresses: string[], ipv6: string[] = []) => [
  { name: 'eth0', mac: '02:00:00:00:00:01', addresses, ipv6 },
];

describe('a host that is not', () => {
  it.each<[string, PreflightCode, Partial<PreflightFacts>, string]>([
    ['arm64, for which no archive is built', 'machine', { machine: 'aarch64' }, 'fail agent.archive-missing'],
    ['32 bits', 'machine', { machine: 'i686' }, 'fail host.unsupported'],
    ['32-bit programs on a 64-bit kernel', 'machine', { bits: 32 }, 'fail host.unsupported'],
    ['another init', 'init', { init: 'runit' }, 'fail host.unsupported'],
    ['musl', 'libc', { glibc: '' }, 'fail host.unsupported'],
    ['an old glibc', 'libc', { glibc: '2.27' }, 'fail host.unsupported'],
    ['a noisy start-up file', 'shell', { shell: { noise: 'hi', refusal: null } }, 'fail shell.noisy'],
    ['rbash', 'shell', { shell: { noise: '', refusal: 'restricted' } }, 'fail shell.restricted'],
    ['a wrapper that eats input', 'transport', { transportWorks: false }, 'fail transport.damaged'],
    ['a read-only /etc', 'writable', { readOnly: ['/etc'] }, 'fail writable.no'],
    ['a full disk', 'disk', { freeBytes: 200e6 }, 'fail host.disk-full'],
    ['a disk that df says nothing of', 'disk', { freeBytes: null }, 'warn disk.unknown'],
    [
      'a full disk that has the agent already',
      'disk',
      { freeBytes: 0, hasArchive: true },
      'pass disk.installed',
    ],
    ['no such interface', 'interface', { interfaces: [], link: null }, 'fail host.interface-missing'],
    ['an interface that is off', 'interface', { link: { up: false, carrier: false } }, 'fail interface.down'],
    ['no cable', 'interface', { link: { up: true, carrier: false } }, 'fail interface.no-carrier'],
    ['one way in', 'way-in', { entryAddress: '10.0.0.1' }, 'warn way-in.same'],
    ['NetworkManager', 'network-manager', { networkManagerManages: true }, 'warn network-manager.nm'],
    [
      'dhcpcd',
      'network-manager',
      { dhcpcd: { manages: true, isFixed: false } },
      'warn network-manager.dhcpcd',
    ],
    [
      'dhcpcd with a fixed address',
      'network-manager',
      { dhcpcd: { manages: true, isFixed: true } },
      'pass network-manager.dhcpcd-fixed',
    ],
    [
      'networkd',
      'network-manager',
      { networkd: { manages: true, keeps: false } },
      'warn network-manager.networkd',
    ],
    [
      'networkd that keeps',
      'network-manager',
      { networkd: { manages: true, keeps: true } },
      'pass network-manager.networkd-keeps',
    ],
    [
      'a page with an error',
      'service',
      { service: { url: 'u', status: 502, listens: true, hasCurl: true } },
      'warn service.failing',
    ],
    [
      'no service',
      'service',
      { service: { url: 'u', status: null, listens: false, hasCurl: true } },
      'warn service.absent',
    ],
    [
      'a service on another port',
      'service',
      {
        service: { url: 'u', status: null, listens: false, hasCurl: true },
        programs: [{ ...program('nginx'), running: true, listens: ['0.0.0.0:443'] }],
      },
      'warn service.elsewhere',
    ],
    [
      'a VIP of the host’s own',
      'vips',
      { interfaces: interfaces(['10.0.0.1/24', '10.0.0.9/24']) },
      'fail lab.vip-is-node-address',
    ],
    ['another subnet', 'vips', { interfaces: interfaces(['10.1.0.1/24']) }, 'fail lab.vip-outside-subnet'],
    ['a wider subnet', 'vips', { interfaces: interfaces(['10.0.0.1/16']) }, 'warn vips.prefix-differs'],
  ])('%s', (_name, code, change, expected) => {
    const found = judge(code, change);
    expect(`${found?.status} ${found?.said.code}`).toBe(expected);
  });
});

describe('the clock, by what a stubbed date(1) would say', () => {
  it.each([
    [0, 5, 'pass clock.close'],
    [900, 5, 'pass clock.close'],
    [-1004, 5, 'pass clock.close'],
    [-1006, 5, 'warn clock.apart'],
    [86_400_000, 20, 'warn clock.apart'],
    [3000, 4000, 'pass clock.close'],
  ])('%i ms apart, known to %i ms', (offsetMs, uncertaintyMs, expected) => {
    const found = judge('clock', { clock: { offsetMs, uncertaintyMs } });
    expect(`${found?.status} ${found?.said.code}`).toBe(expected);
  });

  it('is not judged where date gave no nanoseconds', () => {
    expect(judge('clock', { clock: null })).toMatchObject({
      status: 'warn',
      said: { code: 'clock.unknown' },
    });
  });
});

describe('other managers of addresses', () => {
  const waiting = { running: false };

  it.each<[string, HostProgram[], string, string | undefined]>([
    [
      'one that runs',
      [program('corosync'), program('pacemaker')],
      'warn ha-managers.running corosync, pacemaker',
      'systemctl disable --now corosync pacemaker',
    ],
    [
      'one that would start at boot',
      [program('keepalived', { ...waiting, vrids: [9] })],
      'warn ha-managers.enabled keepalived',
      'systemctl disable --now keepalived',
    ],
    [
      'one that would start with nothing to do',
      [program('keepalived', waiting)],
      'pass ha-managers.none undefined',
      undefined,
    ],
    [
      'one with our VRID',
      [program('keepalived', { vrids: [7] })],
      'fail ha-managers.conflict keepalived',
      'systemctl disable --now keepalived',
    ],
    [
      'one with our VIP',
      [program('pacemaker', { ...waiting, addresses: ['10.0.0.9'] })],
      'fail ha-managers.conflict pacemaker',
      'systemctl disable --now pacemaker',
    ],
    [
      'FRR’s vrrpd',
      [program('frr', { vrids: [7] })],
      'fail ha-managers.conflict frr',
      'systemctl disable --now frr',
    ],
    [
      'ucarp, which no unit started',
      [program('ucarp', { enabled: null, vrids: [9] })],
      'warn ha-managers.running ucarp',
      'pkill -x ucarp',
    ],
    ['a web server', [program('nginx')], 'pass ha-managers.none undefined', undefined],
  ])('%s', (_name, programs, expected, stop) => {
    const found = judge('ha-managers', { programs });
    expect(`${found?.status} ${found?.said.code} ${found?.said.params.names}`).toBe(expected);
    expect(found?.said.params.stop).toBe(stop);
  });

  it('keepalived is no stranger in a lab that is deployed as keepalived', () => {
    const lab = { ...testLab, backend: 'keepalived' as const };
    expect(judge('ha-managers', { programs: [program('keepalived', { vrids: [7] })] }, lab)?.status).toBe(
      'pass',
    );
  });
});

describe('Tandem itself, with the other backend', () => {
  const asKeepalived = { ...testLab, backend: 'keepalived' as const };

  it.each([
    ['an agent where keepalived is to speak', asKeepalived, 'tandem-agent'],
    ['our keepalived where an agent is to speak', testLab, 'keepalived'],
  ] as const)('%s is to be uninstalled, not stopped as a stranger', (_name, lab, there) => {
    const programs = [program(there, { vrids: [7] })];
    expect(judge('ha-managers', { programs, backends: [there] }, lab)).toMatchObject({
      status: 'fail',
      said: { code: 'deploy.other-backend', params: { backend: there } },
    });
    expect(judge('ha-managers', { programs, backends: [there] }, { ...lab, backend: there })?.status).toBe(
      'pass',
    );
  });
});

describe('the lab itself', () => {
  const withVips = (vips: string[]) =>
    labSchema.parse({ ...testLab, virtualRouters: [{ ...testLab.virtualRouters[0], vips }] });

  it('one address in two virtual routers', () => {
    const [router] = testLab.virtualRouters;
    const lab = { ...testLab, virtualRouters: [router, { ...router, vrid: 8 }] } as typeof testLab;
    expect(judgeLab(lab).said).toMatchObject({ code: 'vips.shared', params: { first: 7, second: 8 } });
  });

  it('a VIP that the keepalived holds which is to be replaced, and nobody else’s', () => {
    const held = [program('keepalived', { held: ['10.0.0.9'] })];
    const change = { interfaces: interfaces(['10.0.0.1/24', '10.0.0.9/24']), programs: held };
    expect(judge('vips', change, { ...testLab, backend: 'keepalived' })?.status).toBe('pass');
    expect(judge('vips', change)?.said.code).toBe('lab.vip-is-node-address');
  });

  it('unicast over IPv6 to a node that is known by its IPv4 address', () => {
    const [router] = withVips(['fe80::9/64']).virtualRouters;
    const lab = { ...testLab, virtualRouters: [{ ...router, transport: 'unicast' }] } as typeof testLab;
    expect(judgeLab(lab)).toMatchObject({ status: 'fail', said: { code: 'lab.unicast-no-address' } });
    const [a, b] = lab.nodes;
    const nodes = [
      { ...a, unicastAddress: 'fd00::1' },
      { ...b, unicastAddress: 'fd00::2' },
    ] as typeof lab.nodes;
    expect(judgeLab({ ...lab, nodes }).status).not.toBe('fail');
  });

  it('two virtual routers that would both serve from the same node', () => {
    const [router] = testLab.virtualRouters;
    const second = { ...router, vrid: 8, vips: ['10.0.0.8/24'] };
    const lab = labSchema.parse({ ...testLab, mode: 'dual-master', virtualRouters: [router, second] });
    const found = judgeLab(lab);
    expect(found).toMatchObject({ status: 'warn', said: { code: 'dual-master-same' } });
    expect(wordPreflight(found.said, 'zh-CN').message).not.toContain('{');
    expect(judgeLab(testLab).said.code).toBe('lab.fits');
  });

  it('a node’s own address', () => {
    expect(judgeLab(withVips(['10.0.0.2/24'])).said.code).toBe('lab.vip-is-node-address');
  });

  it('IPv6 adverts without an address to send them from', () => {
    const lab = withVips(['fe80::9/64', 'fd00::9/64']);
    const having = (...ipv6: string[]) =>
      judge('vips', { interfaces: interfaces(['10.0.0.1/24'], ipv6) }, lab)?.said.code;
    expect(having('fe80::1/64')).toBe('vips.fit');
    expect(having('fd00::1/64')).toBe('vips.no-link-local');
    // A keepalived of before may hold the VIP: adverts cannot rest on that.
    const held = { interfaces: interfaces(['10.0.0.1/24'], ['fe80::9/64']), agentVips: ['eth0 fe80::9/64'] };
    expect(judge('vips', held, lab)?.said.code).toBe('vips.no-link-local');
    expect(judge('vips', { link: { up: false, carrier: false } }, lab)?.said.code).toBe('vips.fit');
  });

  it('the edges of the subnet', () => {
    expect(judge('vips', {}, withVips(['10.0.0.0/24']))?.said.code).toBe('vips.network-address');
    expect(judge('vips', {}, withVips(['10.0.0.255/24']))?.said.code).toBe('vips.broadcast-address');
  });

  it('two names of one machine', () => {
    const nodes = testLab.nodes.map((node) => ({ node, facts: subject(folder).facts }));
    expect(judgeTwoMachines(nodes)).toMatchObject({ status: 'fail', said: { code: 'host.same-machine' } });
  });
});
