import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processProbe } from './process-probe.ts';

const never = new AbortController().signal;
let proc = '';

beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'proc-'));
  writeFileSync(join(proc, 'uptime'), '1 1');
});
afterEach(() => rmSync(proc, { recursive: true }));

function running(
  pid: number,
  { comm, state = 'S', exe, args = [] }: { comm: string; state?: string; exe?: string; args?: string[] },
) {
  const directory = join(proc, String(pid));
  mkdirSync(directory);
  writeFileSync(join(directory, 'stat'), `${pid} (${comm}) ${state} 1 1 1`);
  writeFileSync(join(directory, 'cmdline'), args.map((arg) => `${arg}\0`).join(''));
  if (exe !== undefined) symlinkSync(exe, join(directory, 'exe'));
}

const ask = (process: string, minimum = 1) => processProbe({ process, minimum }, proc)(never);

describe('processProbe', () => {
  it('counts by the kernel’s name and by the program’s file name', async () => {
    running(10, { comm: 'nginx' });
    running(11, { comm: 'worker', exe: '/usr/sbin/nginx' });
    running(12, { comm: 'renamed', exe: '/usr/sbin/nginx (deleted)' });
    running(13, { comm: 'nginx-debug' });
    expect(await ask('nginx', 3)).toEqual({ ok: true, detail: 'at least 3 of nginx run' });
    expect(await ask('nginx', 4)).toEqual({ ok: false, detail: '3 of nginx run, wanted 4' });
  });

  it('does not count the dead', async () => {
    running(10, { comm: 'nginx', state: 'Z' });
    expect(await ask('nginx')).toEqual({ ok: false, detail: '0 of nginx run, wanted 1' });
  });

  it('understands names with parentheses', async () => {
    running(10, { comm: '(sd-pam) R 1' });
    expect((await ask('(sd-pam) R 1')).ok).toBe(true);
  });

  it('confirms a name that the kernel cut by the program or its first arguments', async () => {
    running(10, { comm: 'systemd-network', exe: '/lib/systemd/systemd-networkd' });
    running(11, {
      comm: 'a-long-named-sc',
      exe: '/usr/bin/python3',
      args: ['python3', '/opt/a-long-named-script'],
    });
    running(12, { comm: 'another-long-na', args: ['/opt/another-long-name', '-d'] });
    for (const name of ['systemd-networkd', 'a-long-named-script', 'another-long-name'])
      expect(await ask(name)).toEqual({ ok: true, detail: `${name} runs` });
    expect((await ask('systemd-networkx')).ok).toBe(false);
  });

  it('notices that one of those it knew is gone, and that another came', async () => {
    const probe = processProbe({ process: 'nginx', minimum: 1 }, proc);
    running(10, { comm: 'nginx' });
    expect((await probe(never)).ok).toBe(true);
    rmSync(join(proc, '10'), { recursive: true });
    expect((await probe(never)).ok).toBe(false);
    running(20, { comm: 'nginx' });
    expect((await probe(never)).ok).toBe(true);
  });

  it('is bad where processes cannot be read', async () => {
    const result = await processProbe({ process: 'nginx', minimum: 1 }, join(proc, 'nowhere'))(never);
    expect(result).toEqual({ ok: false, detail: expect.stringContaining('ENOENT') });
  });

  it('finds this very process on the real system', async ({ skip }) => {
    if (process.platform !== 'linux') skip('not run: there is no /proc');
    const comm = /\((.*)\)/.exec(readFileSync('/proc/self/stat', 'utf8'))?.[1] ?? '';
    expect((await processProbe({ process: comm, minimum: 1 })(never)).ok).toBe(true);
    expect((await processProbe({ process: basename(process.execPath), minimum: 1 })(never)).ok).toBe(true);
    expect((await processProbe({ process: 'no-such-program', minimum: 1 })(never)).ok).toBe(false);
  });
});
