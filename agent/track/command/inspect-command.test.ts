import { chmodSync, mkdirSync, mkdtempSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Account } from './account.ts';
import { type InspectSurroundings, inspectCommand } from './inspect-command.ts';

interface Entry {
  kind: 'folder' | 'file' | 'link';
  mode?: number;
  uid?: number;
  gid?: number;
  target?: string;
}

const accounts: Record<string, Account> = {
  root: { name: 'root', uid: 0, gid: 0, groups: [], home: '/root' },
  watch: { name: 'watch', uid: 991, gid: 990, groups: [4], home: '/' },
};

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A file system of these entries, all of root's with ordinary modes unless they say otherwise. */
function machine(entries: Record<string, Entry>, ownUid = 0): InspectSurroundings {
  const all: Record<string, Entry> = {
    '/': { kind: 'folder' },
    '/opt': { kind: 'folder' },
    '/home': { kind: 'folder' },
    '/usr': { kind: 'folder' },
    '/usr/bin': { kind: 'folder' },
    '/usr/bin/setpriv': { kind: 'file' },
    ...entries,
  };
  const find = (path: string) => {
    const entry = all[path];
    if (entry === undefined) throw failure('ENOENT');
    return entry;
  };
  return {
    ownUid,
    account: (user) => accounts[user] ?? null,
    lstat(path) {
      const { kind, mode = 0o755, uid = 0, gid = 0 } = find(path);
      if (mode === 0) throw failure('EACCES');
      const is = (wanted: string) => () => kind === wanted;
      const kinds = { isFile: is('file'), isDirectory: is('folder'), isSymbolicLink: is('link') };
      return { mode, uid, gid, ...kinds } as Stats;
    },
    readlink: (path) => find(path).target ?? '',
  };
}

const inspect = (entries: Record<string, Entry>, user = 'root', program = '/opt/check') =>
  inspectCommand([program], user, machine(entries));

describe('inspectCommand', () => {
  it('lets root run what is root’s alone', () => {
    expect(inspect({ '/opt/check': { kind: 'file' } })).toBeNull();
  });

  it.each([
    { what: { uid: 1000 }, reason: /belongs to user 1000/ },
    { what: { mode: 0o775, gid: 27 }, reason: /written by group 27/ },
    { what: { mode: 0o777 }, reason: /written by/ },
    { what: { mode: 0o1757 }, reason: /written by everybody/ },
  ])('refuses root what others can write, a file or a folder above it: $reason', ({ what, reason }) => {
    const file = inspect({ '/opt/check': { kind: 'file', ...what } });
    expect(file).toMatch(reason);
    expect(file).toMatch(/^\/opt\/check /);
    const folder = inspect({ '/opt': { kind: 'folder', ...what }, '/opt/check': { kind: 'file' } });
    expect(folder).toMatch(reason);
    expect(folder).toMatch(/^\/opt /);
  });

  it('lets an ordinary user run what others can write', () => {
    const others = {
      '/opt': { kind: 'folder', mode: 0o777 },
      '/opt/check': { kind: 'file', uid: 1000 },
    } as const;
    expect(inspect(others, 'watch')).toBeNull();
  });

  it('follows links, and looks at the folders that they are in and lead to', () => {
    const link = { kind: 'link', uid: 1000, target: '../home/joe/check' } as const;
    const joe = { '/opt/check': link, '/home/joe': { kind: 'folder', uid: 1000 } } as const;
    const target = { '/home/joe/check': { kind: 'file' } } as const;
    expect(inspect({ ...joe, ...target })).toMatch(/^\/home\/joe belongs to user 1000/);
    expect(inspect({ ...joe, ...target, '/home/joe': { kind: 'folder' } })).toBeNull();
    const folder = {
      '/opt/now': { kind: 'link', target: '/opt/1.2/.' },
      '/opt/1.2': { kind: 'folder' },
    } as const;
    const deep = { ...folder, '/opt/1.2/check': { kind: 'file', mode: 0o644 } } as const;
    expect(inspect(deep, 'root', '/opt/now/check')).toBe('/opt/1.2/check may not be executed by root');
  });

  it('refuses links that go round', () => {
    const round = { '/opt/check': { kind: 'link', target: 'check' } } as const;
    expect(inspect(round)).toBe('/opt/check cannot be looked at: ELOOP');
  });

  it('refuses what is not there, is no file or may not be executed', () => {
    expect(inspect({})).toBe('/opt/check does not exist');
    expect(inspect({ '/opt/check': { kind: 'folder' } })).toBe('/opt/check is not a file');
    expect(inspect({ '/opt': { kind: 'file' } })).toBe('/opt is not a folder');
    expect(inspect({ '/opt/check': { kind: 'file', mode: 0o644 } })).toMatch(/may not be executed by root/);
  });

  it('knows who may execute: the owner, a member of the group, anybody', () => {
    const file = (entry: Partial<Entry>) => inspect({ '/opt/check': { kind: 'file', ...entry } }, 'watch');
    expect(file({ mode: 0o700, uid: 991 })).toBeNull();
    expect(file({ mode: 0o070, uid: 991 })).toMatch(/may not be executed by watch/);
    expect(file({ mode: 0o750, gid: 4 })).toBeNull();
    expect(file({ mode: 0o705, gid: 990 })).toMatch(/may not be executed/);
    expect(file({ mode: 0o701 })).toBeNull();
    const closed = { '/opt': { kind: 'folder', mode: 0o700 }, '/opt/check': { kind: 'file' } } as const;
    expect(inspect(closed, 'watch')).toBe('/opt may not be passed by watch');
  });

  it('does not judge for a user what the agent itself may not see', () => {
    const closed = { '/opt/check': { kind: 'file', mode: 0 } } as const;
    expect(inspect(closed, 'watch')).toBeNull();
    expect(inspect(closed, 'root')).toBe('/opt/check cannot be looked at: EACCES');
  });

  it('refuses users that there are not, and other users where the agent is not root', () => {
    const there = { '/opt/check': { kind: 'file' } } as const;
    expect(inspect(there, 'joe')).toBe('there is no user joe');
    expect(inspectCommand(['/opt/check'], 'root', machine(there, 991))).toMatch(/only root/);
    expect(inspectCommand(['/opt/check'], 'watch', machine(there, 991))).toBeNull();
    expect(inspectCommand(['/opt/check', 'a\0b'], 'root', machine(there))).toMatch(/NUL/);
  });

  describe('of an interpreter’s script', () => {
    const script = (
      entries: Record<string, Entry>,
      user = 'root',
      command = ['/usr/bin/sh', '-e', '/opt/check'],
    ) => inspectCommand(command, user, machine({ '/usr/bin/sh': { kind: 'file' }, ...entries }));

    it('wants it to be there and readable, not executable', () => {
      expect(script({ '/opt/check': { kind: 'file', mode: 0o644 } })).toBeNull();
      expect(script({})).toBe('/opt/check does not exist');
      expect(script({ '/opt/check': { kind: 'folder' } })).toBe('/opt/check is not a file');
      expect(script({ '/opt/check': { kind: 'file', mode: 0o200 } })).toBe(
        '/opt/check may not be read by root',
      );
      expect(script({ '/opt/check': { kind: 'file', mode: 0o750 } }, 'watch')).toBe(
        '/opt/check may not be read by watch',
      );
      expect(script({ '/opt/check': { kind: 'file', mode: 0o640, gid: 4 } }, 'watch')).toBeNull();
    });

    it('lets root run only what is root’s alone', () => {
      expect(script({ '/opt/check': { kind: 'file', uid: 1000 } })).toMatch(
        /^\/opt\/check belongs to user 1000/,
      );
    });
  });

  it('looks at real files', ({ skip }) => {
    const { uid, username } = userInfo();
    if (process.platform !== 'linux') skip('not run: there is no /etc/passwd to ask');
    const directory = mkdtempSync(join(tmpdir(), 'inspect-'));
    const file = join(directory, 'bin', 'check');
    mkdirSync(join(directory, 'bin'));
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 });
    try {
      expect(inspectCommand([join(directory, 'nothing')], username)).not.toBeNull();
      // The folder for temporary files is everybody's: not a place for what root runs.
      if (uid === 0) expect(inspectCommand([file], username)).toContain('written by');
      else {
        expect(inspectCommand([file], username)).toBe(`${file} may not be executed by ${username}`);
        chmodSync(file, 0o755);
        expect(inspectCommand([file], username)).toBeNull();
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
