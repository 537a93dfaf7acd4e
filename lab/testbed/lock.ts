import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { identifySelf, isAlive, isSameProcess, type ProcessIdentity } from './process-identity.ts';

/** Someone else holds the lock and still runs. */
export class LockHeldError extends Error {
  readonly holder: ProcessIdentity;

  constructor(holder: ProcessIdentity) {
    super(`process ${holder.pid} holds the lock`);
    this.name = 'LockHeldError';
    this.holder = holder;
  }
}

export function formatHolder(holder: ProcessIdentity): string {
  return `${holder.pid} ${holder.startTicks}\n`;
}

export function parseHolder(text: string): ProcessIdentity | undefined {
  const match = /^(\d+) (\d+)\n$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { pid: Number(match[1]), startTicks: match[2] };
}

/**
 * Takes a lock that dies with its holder: a file that names a process, and is worth nothing once that process is
 * gone. Returns the function that gives it back. Throws LockHeldError while a living process holds it.
 */
export function takeLock(path: string): () => void {
  const self = identifySelf();
  const own = `${path}.${self.pid}`;
  // The file appears under its name only when complete, by a hard link, which like O_EXCL fails if the name is taken.
  writeFileSync(own, formatHolder(self), { mode: 0o644 });
  try {
    while (!tryLink(own, path)) clearIfStale(path, own);
  } finally {
    unlinkSync(own);
  }
  return () => {
    if (isSameProcess(self, readHolder(path))) unlinkSync(path);
  };
}

/** The living holder of the lock, if any. */
export function lockHolder(path: string): ProcessIdentity | undefined {
  const holder = readHolder(path);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function clearIfStale(path: string, own: string): void {
  const holder = lockHolder(path);
  if (holder !== undefined) throw new LockHeldError(holder);
  // Moving is atomic, so of several who see the same dead holder only one gets its file. Whoever comes late may
  // have moved the winner's new lock instead, and must put it back.
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && isAlive(moved)) tryLink(aside, path);
  unlinkSync(aside);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return parseHolder(readFileSync(path, 'utf8'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
