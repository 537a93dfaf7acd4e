import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Account, findAccount } from './account.ts';
import { SETPRIV } from './launch.ts';
import { scriptArgument } from './script-argument.ts';

/** What the inspection looks at. */
export interface InspectSurroundings {
  ownUid: number;
  account(user: string): Account | null;
  lstat(path: string): Stats;
  readlink(path: string): string;
}

const machine: InspectSurroundings = {
  ownUid: process.getuid?.() ?? -1,
  account: (user) => findAccount(user),
  lstat: (path) => lstatSync(path),
  readlink: (path) => readlinkSync(path),
};

/** As many as the kernel follows (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * Why a command must not or cannot be run as a user; null where it can. What root runs must be root's alone, file and
 * all folders above, through every symbolic link (keepalived.conf(5), enable_script_security): who may write there
 * could have anything done as root. The script that an interpreter is given is looked at in the same way, but need only
 * be readable; other files that arguments name are not.
 */
export function inspectCommand(
  command: readonly string[],
  user: string,
  surroundings: InspectSurroundings = machine,
): string | null {
  const [program = ''] = command;
  if (command.some((part) => part.includes('\0'))) return 'a command cannot have NUL characters';
  const account = surroundings.account(user);
  if (account === null) return `there is no user ${user}`;
  const { ownUid } = surroundings;
  if (account.uid !== ownUid && ownUid !== 0) return `only root can run commands as ${user}`;
  if (account.groups.length > 0 && account.uid !== ownUid && !isThere(SETPRIV, surroundings))
    return `${user} belongs to further groups: that needs ${SETPRIV} (util-linux)`;
  const script = scriptArgument(command);
  return (
    inspectFile(program, 'execute', account, surroundings) ??
    (script === null ? null : inspectFile(script, 'read', account, surroundings))
  );
}

type Use = 'execute' | 'read';

function inspectFile(
  program: string,
  use: Use,
  account: Account,
  surroundings: InspectSurroundings,
): string | null {
  try {
    for (const step of walk(program, surroundings)) {
      const reason = objection(step, use, account);
      if (reason !== null) return `${step.path} ${reason}`;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return `${program} does not exist`;
    // In a folder that is closed to the agent, but perhaps not to the user.
    if (code === 'EACCES' && account.uid !== 0) return null;
    return `${program} cannot be looked at: ${code || String(error)}`;
  }
  return null;
}

interface Step {
  path: string;
  stats: Stats;
  /** The program itself. */
  last: boolean;
}

/** Every folder and link on the way to the file, and the file. @throws Error of lstat or readlink */
function* walk(program: string, { lstat, readlink }: InspectSurroundings): Generator<Step> {
  let links = 0;
  let at = '/';
  const left = program.split('/').filter((part) => part !== '' && part !== '.');
  yield { path: at, stats: lstat(at), last: false };
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    if (part === '..') {
      at = dirname(at);
      continue;
    }
    const path = resolve(at, part);
    const stats = lstat(path);
    if (!stats.isSymbolicLink()) {
      yield { path, stats, last: left.length === 0 };
      at = path;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    const target = readlink(path);
    if (target.startsWith('/')) at = '/';
    left.unshift(...target.split('/').filter((name) => name !== '' && name !== '.'));
  }
}

/** A link's own mode and owner do not matter: replacing it takes writing to its folder. */
function objection({ stats, last }: Step, use: Use, account: Account): string | null {
  if (last && !stats.isFile()) return 'is not a file';
  if (!last && !stats.isDirectory()) return 'is not a folder';
  if (account.uid === 0) {
    if (stats.uid !== 0) return `belongs to user ${stats.uid}: what root runs must be root's alone`;
    if (stats.mode & 0o020)
      return `can be written by group ${stats.gid}: what root runs must be root's alone`;
    if (stats.mode & 0o002) return "can be written by everybody: what root runs must be root's alone";
  }
  if (last && use === 'read') return mayRead(stats, account) ? null : `may not be read by ${account.name}`;
  if (!mayExecute(stats, account))
    return last ? `may not be executed by ${account.name}` : `may not be passed by ${account.name}`;
  return null;
}

/** path_resolution(7): the first class that fits decides; root needs any one execute bit. */
function mayExecute({ mode, uid, gid }: Stats, account: Account): boolean {
  if (account.uid === 0) return (mode & 0o111) !== 0;
  if (account.uid === uid) return (mode & 0o100) !== 0;
  if (account.gid === gid || account.groups.includes(gid)) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** As mayExecute; root is no exception, since the agent's unit lacks CAP_DAC_OVERRIDE. */
function mayRead({ mode, uid, gid }: Stats, account: Account): boolean {
  if (account.uid === uid) return (mode & 0o400) !== 0;
  if (account.gid === gid || account.groups.includes(gid)) return (mode & 0o040) !== 0;
  return (mode & 0o004) !== 0;
}

function isThere(path: string, { lstat }: InspectSurroundings): boolean {
  try {
    lstat(path);
    return true;
  } catch {
    return false;
  }
}
