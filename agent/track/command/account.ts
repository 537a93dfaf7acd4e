import { readFileSync } from 'node:fs';

/** A local user, as a command is run. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
  /** Further groups, ascending, without `gid`. */
  groups: number[];
  home: string;
}

export interface AccountFiles {
  /** passwd(5). */
  passwd: string;
  /** group(5). */
  group: string;
}

const systemFiles: AccountFiles = { passwd: '/etc/passwd', group: '/etc/group' };

/**
 * Null where there is no such user, or where the files cannot be read. Only local users: asking a directory server
 * from the process that holds the virtual addresses could block it for as long as that server pleases.
 */
export function findAccount(name: string, files: AccountFiles = systemFiles): Account | null {
  const entry = rows(files.passwd).find(([user]) => user === name);
  if (entry === undefined) return null;
  const [, , uid = '', gid = '', , home = ''] = entry;
  if (!isId(uid) || !isId(gid)) return null;
  const groups = rows(files.group)
    .filter(([, , id = '', members = '']) => isId(id) && id !== gid && members.split(',').includes(name))
    .map(([, , id]) => Number(id));
  const unique = [...new Set(groups)].toSorted((one, other) => one - other);
  return { name, uid: Number(uid), gid: Number(gid), groups: unique, home: home || '/' };
}

function rows(file: string): string[][] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}

const isId = (text: string) => /^\d{1,10}$/.test(text);
