import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
];

describe('the list of addresses', () => {
  it('is written as release-vips reads it, for root alone', () => {
    const stateDir = join(directory, 'state');
    writeVipFile(stateDir, entries);
    const file = join(stateDir, VIP_FILE_NAME);
    expect(readFileSync(file, 'utf8')).toBe('eth0 10.77.0.100/24\neth0.7 10.77.0.101/32\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readVipFile(stateDir)).toEqual(entries);
  });

  it('is empty where there is none, and lines that make no sense are left out', () => {
    expect(readVipFile(join(directory, 'nowhere'))).toEqual([]);
    writeFileSync(
      join(directory, VIP_FILE_NAME),
      'eth0\n\neth0 10.77.0.100\neth0 10.77.0.100/24\n$(reboot) x\n',
    );
    expect(readVipFile(directory)).toEqual([entries[0]]);
  });
});

describe('release-vips', () => {
  const script = join(import.meta.dirname, '..', 'systemd', 'release-vips');

  it('deletes exactly what is listed and there', () => {
    const log = join(directory, 'log');
    const fakeIp = join(directory, 'ip');
    writeFileSync(
      fakeIp,
      `#!/bin/sh\ncase $* in *show*) echo '2: eth0    inet 10.77.0.100/24 scope global eth0';; *) echo "$*" >> ${log};; esac\n`,
      { mode: 0o755 },
    );
    const list = join(directory, 'list');
    writeFileSync(list, 'eth0 10.77.0.100/24\neth0 10.77.0.10/24\neth0; 10.77.0.100/24\n\n');
    const PATH = `${directory}:${process.env.PATH}`;
    execFileSync('sh', [script, list], { env: { PATH } });
    expect(readFileSync(log, 'utf8')).toBe('address delete 10.77.0.100/24 dev eth0\n');
  });
});
