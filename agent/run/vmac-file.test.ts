import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changes, readVmacFile, undone, VMAC_FILE_NAME, writeVmacFile } from './vmac-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vmacs-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const arpIgnore = { interface: 'eth0.7', setting: 'arp_ignore', before: 0, ours: 1 } as const;

describe('the list of macvlans and settings', () => {
  it('is written as release-vips reads it, for root alone, and read back', () => {
    const stateDir = join(directory, 'state');
    const list = { macvlans: ['vrrp.51', 'vrrp6.51'], settings: [arpIgnore] };
    writeVmacFile(stateDir, list);
    const file = join(stateDir, VMAC_FILE_NAME);
    expect(readFileSync(file, 'utf8')).toBe(
      'macvlan vrrp.51\nmacvlan vrrp6.51\nipv4 eth0.7 arp_ignore 0 1\n',
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readVmacFile(stateDir)).toEqual(list);
  });

  it('is empty where there is none, and lines that make no sense are left out', () => {
    expect(readVmacFile(join(directory, 'nowhere'))).toEqual({ macvlans: [], settings: [] });
    const lines = [
      'macvlan',
      'macvlan a b',
      'ipv4 eth0 arp_ignore 0',
      'ipv4 eth0 forwarding 0 1',
      'other',
      '',
    ];
    const good = 'ipv4 eth0.7 arp_ignore 0 1';
    writeFileSync(join(directory, VMAC_FILE_NAME), [...lines, good, `${good} 2`].join('\n'));
    expect(readVmacFile(directory)).toEqual({ macvlans: [], settings: [arpIgnore] });
  });
});

describe('settings of the interface below', () => {
  it('are only noted where they differ', () => {
    const present = { arp_ignore: 0, arp_announce: 2 };
    expect(changes('eth0.7', present, { arp_ignore: 1, arp_announce: 2 })).toEqual([arpIgnore]);
  });

  it('are put back unless somebody else has set them since', () => {
    expect(undone([arpIgnore], { arp_ignore: 1 })).toEqual({ arp_ignore: 0 });
    expect(undone([arpIgnore], { arp_ignore: 8 })).toEqual({});
    expect(undone([arpIgnore], {})).toEqual({});
  });
});
