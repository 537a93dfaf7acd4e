import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readVipFile, VIP_FILE_NAME, writeVipFile } from './vip-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vips-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const entries = [
  { interface: 'eth0', address: '10.77.0.100', prefixLength: 24 },
  { interface: 'eth0.7', address: '10.77.0.101', prefixLength: 32 },
  { interface: 'vrrp6.51', address: 'fe80::100', prefixLength: 64 },
];

describe('the list of addresses', () => {
  it('is written as release-vips reads it, for root alone', () => {
    const stateDir = join(directory, 'state');
    writeVipFile(stateDir, entries);
    const file = join(stateDir, VIP_FILE_NAME);
    expect(readFileSync(file, 'utf8')).toBe(
      'eth0 10.77.0.100/24\neth0.7 10.77.0.101/32\nvrrp6.51 fe80::100/64\n',
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readVipFile(stateDir)).toEqual(entries);
  });

  it('has IPv6 addresses in the form that ip(8) prints', () => {
    writeVipFile(directory, [{ interface: 'eth0', address: 'FE80:0:0::0100', prefixLength: 64 }]);
    expect(readFileSync(join(directory, VIP_FILE_NAME), 'utf8')).toBe('eth0 fe80::100/64\n');
  });

  it('is empty where there is none, and lines that make no sense are left out', () => {
    expect(readVipFile(join(directory, 'nowhere'))).toEqual([]);
    writeFileSync(
      join(directory, VIP_FILE_NAME),
      'eth0\n\neth0 10.77.0.100\neth0 10.77.0.100/24\n$(reboot) x\neth0 fe80::1::2/64\n',
    );
    expect(readVipFile(directory)).toEqual([entries[0]]);
  });
});

describe('release-vips', () => {
  const script = join(import.meta.dirname, '..', 'systemd', 'release-vips');

  /** `ip` and `nft` that answer from what a host would have and note what they are told to do. */
  function run(...lists: string[]): string {
    const log = join(directory, 'log');
    const tools = {
      ip: `case $* in
        *'address show dev eth0'*) echo '2: eth0    inet 10.77.0.100/24 scope global eth0'
          echo '2: eth0    inet6 fe80::100/64 scope link nodad';;
        *'link show dev vrrp.51 type macvlan'*) echo '9: vrrp.51@eth0: <UP>';;
        *show*) exit 1;;
        *) echo "ip $*" >> ${log};;
      esac`,
      nft: `case $* in list*) exit 0;; esac; echo "nft $*" >> ${log}`,
    };
    for (const [name, text] of Object.entries(tools))
      writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    execFileSync('sh', [script, ...lists], { env: { PATH: `${directory}:${process.env.PATH}` } });
    return readFileSync(log, 'utf8');
  }

  it('deletes exactly what is listed and there', () => {
    const list = join(directory, 'list');
    const absent = 'eth0 10.77.0.10/24\neth1 10.77.0.100/24\neth0 fe80::10/64\n';
    writeFileSync(list, `eth0 10.77.0.100/24\n${absent}eth0; 10.77.0.100/24\n\neth0 fe80::100/64\n`);
    expect(run(list)).toBe(
      'ip address delete 10.77.0.100/24 dev eth0\nip address delete fe80::100/64 dev eth0\nnft delete table inet tandem_agent\n',
    );
  });

  it('removes listed macvlans and puts back settings that are still ours', () => {
    const macvlans = join(directory, 'macvlans');
    const settings = join(directory, 'conf');
    mkdirSync(join(settings, 'eth0'), { recursive: true });
    const setting = (name: string) => join(settings, 'eth0', name);
    writeFileSync(setting('arp_ignore'), '1\n');
    writeFileSync(setting('arp_announce'), '1\n');
    writeFileSync(
      macvlans,
      'macvlan vrrp.51\nmacvlan eth0\nmacvlan ../x\nipv4 eth0 arp_ignore 0 1\nipv4 eth0 arp_announce 0 2\nipv4 gone arp_ignore 0 1\n',
    );
    expect(run(join(directory, 'none'), macvlans, settings)).toBe(
      'ip link delete dev vrrp.51\nnft delete table inet tandem_agent\n',
    );
    expect(readFileSync(setting('arp_ignore'), 'utf8')).toBe('0\n');
    expect(readFileSync(setting('arp_announce'), 'utf8')).toBe('1\n');
  });
});
