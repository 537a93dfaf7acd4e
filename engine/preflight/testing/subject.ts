import { join } from 'node:path';
import type { HostProgram, HostProgramName } from '../../../protocol/contract/host-facts.ts';
import { testLab } from '../../deploy/test-lab.ts';
import type { HostSubject } from '../checks/host-check.ts';
import type { PreflightFacts } from '../host/facts.ts';

/** A host on which everything is as it should be; what the tests of this folder change. */
export const goodFacts: PreflightFacts = {
  machineId: '1',
  distribution: 'Debian GNU/Linux 12',
  kernel: '6.1',
  machine: 'x86_64',
  bits: 64,
  init: 'systemd',
  glibc: '2.36',
  freeBytes: 1e9,
  etcFreeBytes: 1e9,
  interfaces: [
    { name: 'lo', mac: null, addresses: ['127.0.0.1/8'], ipv6: ['::1/128'] },
    { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24'], ipv6: [] },
    { name: 'eth1', mac: '02:00:00:00:01:01', addresses: ['192.0.2.1/24'], ipv6: [] },
  ],
  user: 'root',
  isRoot: true,
  shell: { noise: '', refusal: null },
  transportWorks: true,
  transportBytes: 65_536,
  clock: { offsetMs: 3, uncertaintyMs: 2 },
  readOnly: [],
  hasArchive: false,
  link: { up: true, carrier: true },
  entryAddress: '192.0.2.1',
  agentVips: [],
  programs: [],
  backends: [],
  networkd: { manages: false, keeps: false },
  networkManagerManages: false,
  dhcpcd: { manages: false, isFixed: false },
  service: { url: 'http://127.0.0.1/', status: 200, listens: true, hasCurl: true },
  interpreter: { kind: 'perl', path: '/usr/bin/perl' },
};

/** `archiveFolder`: one that `index.json` was written to. */
export function subject(archiveFolder: string, change: Partial<PreflightFacts> = {}): HostSubject {
  return { lab: testLab, node: testLab.nodes[0], facts: { ...goodFacts, ...change }, archiveFolder };
}

/** As `npm run build:agent` writes it, of 42 MB for x64 alone. */
export const archiveIndex = {
  x64: { file: 'agent.tar.gz', sha256: 'a'.repeat(64), bytes: 42_000_000, version: '1.0.0', unit: '' },
};
export const indexFile = (folder: string) => join(folder, 'index.json');

/** One that runs and has nothing. */
export const program = (name: HostProgramName, change: Partial<HostProgram> = {}): HostProgram => ({
  name,
  version: null,
  running: true,
  enabled: true,
  listens: [],
  configuration: 'none',
  vrids: [],
  addresses: [],
  held: [],
  ...change,
});
