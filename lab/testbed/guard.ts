import { existsSync } from 'node:fs';
import { fail } from '../../protocol/contract/problem.ts';
import { nspawnDirectory } from './container.ts';
import { LockHeldError, takeLock } from './lock.ts';
import { cacheDirectory, checkout, lockFile, ownerFile, runVariable } from './paths.ts';
import { host } from './plan.ts';
import { isAlive } from './process-identity.ts';
import { type Owner, ownerSchema, readRecord } from './record.ts';
import { conflictingInterface, existingWires, namespaceDirectoryExists } from './wires.ts';

/** Throws practice.unsupported unless this is Linux and we are root. */
export function requireRoot(): void {
  if (process.platform !== 'linux') throw fail('practice.unsupported', { detail: 'it does not run Linux' });
  if (process.getuid?.() !== 0) throw fail('practice.unsupported', { detail: 'you are not root' });
}

/** Runs work that changes the lab while nobody else does. Throws practice.busy with the holder's number. */
export async function withLock<T>(work: () => Promise<T>): Promise<T> {
  let release: () => void;
  try {
    release = takeLock(lockFile);
  } catch (error) {
    if (error instanceof LockHeldError) throw fail('practice.busy', { pid: error.holder.pid }, error);
    throw error;
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/**
 * Whose wires are on the machine: undefined for nobody's. The record of a checkout that no longer exists, or whose
 * supervisor is gone (the lock that we hold says that nobody is bringing it up), is given too, for this one to clean
 * up. Throws practice.busy when the lab of another checkout runs.
 */
export function readOwner(): Owner | undefined {
  const owner = readRecord(ownerFile, ownerSchema);
  if (owner === undefined || owner.checkout === checkout || !existsSync(owner.checkout)) return owner;
  if (owner.supervisor === undefined || !isAlive(owner.supervisor)) return owner;
  throw fail(
    'practice.busy',
    { pid: owner.supervisor.pid },
    `the lab of ${owner.checkout} is up; run "npm run lab -- down" there first`,
  );
}

/** The record of a lab that this checkout is about to make. */
export function newOwner(): Owner {
  const run = process.env[runVariable];
  return {
    checkout,
    cache: cacheDirectory(),
    foundNamespaceDirectory: namespaceDirectoryExists(),
    foundNspawnDirectory: existsSync(nspawnDirectory),
    ...(run === undefined ? {} : { run }),
  };
}

/** Throws practice.unsupported where the lab's names or network are taken by something that it did not make. */
export function requireFreeWires(): void {
  const [taken] = existingWires();
  if (taken !== undefined)
    throw fail('practice.unsupported', { detail: `${taken} exists and is not the lab's` });
  const conflict = conflictingInterface();
  if (conflict !== undefined)
    throw fail('practice.unsupported', { detail: `${conflict} already has an address near ${host.address}` });
}
