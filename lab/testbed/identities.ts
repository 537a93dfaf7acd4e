import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { NodeIdentity } from './node-files.ts';
import type { NodePlan } from './plan.ts';
import { runOk } from './run.ts';

const keyTypes = ['ed25519', 'ecdsa'] as const;

/**
 * The identity of a node, made once and kept in the cache: a person who trusted the key of node-a must not be told
 * that it changed because the lab was down over night. It also spares each boot the making of keys.
 */
export async function ensureIdentity(cache: string, node: NodePlan): Promise<NodeIdentity> {
  const directory = join(cache, 'identities', node.name);
  if (!existsSync(directory)) await makeIdentity(directory, node);
  const machineId = readFileSync(join(directory, 'machine-id'), 'utf8').trim();
  const names = readdirSync(directory).filter((name) => name.startsWith('ssh_host_'));
  const hostKeys = Object.fromEntries(
    names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
  return { machineId, hostKeys };
}

async function makeIdentity(directory: string, node: NodePlan): Promise<void> {
  mkdirSync(join(directory, '..'), { recursive: true, mode: 0o700 });
  const making = mkdtempSync(`${directory}.`);
  try {
    writeFileSync(join(making, 'machine-id'), `${randomBytes(16).toString('hex')}\n`);
    for (const type of keyTypes)
      await makeKey(join(making, `ssh_host_${type}_key`), type, `root@${node.name}`);
    renameSync(making, directory);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
}

/** Makes an SSH key without passphrase: `path` with mode 0600, and `path`.pub. */
export async function makeKey(path: string, type: 'ed25519' | 'ecdsa', comment: string): Promise<void> {
  await runOk(['ssh-keygen', '-q', '-t', type, '-N', '', '-C', comment, '-f', path]);
}
