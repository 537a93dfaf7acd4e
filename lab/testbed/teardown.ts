import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../protocol/contract/problem.ts';
import { groupMembers, removeGroups } from './cgroups.ts';
import { nspawnDirectory, rootLock } from './container.ts';
import { mountsBelow, readMounts } from './mountinfo.ts';
import { ownerFile, runPaths } from './paths.ts';
import { bridge, client, nodeNames } from './plan.ts';
import { identify, isAlive, type ProcessIdentity, signalProcess } from './process-identity.ts';
import { type Owner, removeRecord } from './record.ts';
import { findResidue, nspawnFiles } from './residue.ts';
import { removeAbandonedBuilds } from './rootfs.ts';
import { run, runOk } from './run.ts';
import { waitUntil } from './wait.ts';
import { namespaceExists, removeNamespaceDirectory, removeWires } from './wires.ts';

/** How long a killed process may take to vanish, in milliseconds. */
const endLimitMs = 10_000;

/**
 * Removes everything of a lab but the cache, from whatever state it is in: up, half made, or crashed.
 * Throws practice.failed with a list when something is left; the record of the owner then stays for another try.
 */
export async function tearDown(owner: Owner): Promise<void> {
  const paths = runPaths(owner.checkout);
  await endProcesses(owner.supervisor);
  for (const node of nodeNames) {
    const lock = rootLock(paths.node(node).merged);
    if (lock !== undefined) rmSync(lock, { force: true });
  }
  await removeRunFiles(paths.directory);
  await removeWires();
  if (!owner.foundNamespaceDirectory) await removeNamespaceDirectory();
  removeGroups();
  removeNspawnFiles(owner);
  removeAbandonedBuilds(owner.cache);
  const residue = findResidue(paths.directory, owner.cache);
  if (residue.length > 0)
    throw fail('practice.failed', { detail: `this is left of the lab: ${residue.join(', ')}` });
  removeRecord(ownerFile);
}

/**
 * Removes what a lab keeps in its checkout. Where no record says whose the wires are (the machine was restarted, say)
 * this is all that is surely the lab's.
 */
export async function removeRunFiles(directory: string): Promise<void> {
  for (const point of mountsBelow(readMounts(), directory)) await runOk(['umount', point]);
  rmSync(directory, { recursive: true, force: true });
}

/** Ends the supervisor, the nodes, and whatever else runs in the lab's groups and namespaces. */
async function endProcesses(supervisor: ProcessIdentity | undefined): Promise<void> {
  if (supervisor !== undefined && signalProcess(supervisor, 'SIGTERM')) {
    const ended = await waitUntil(() => !isAlive(supervisor), endLimitMs);
    if (!ended) signalProcess(supervisor, 'SIGKILL');
  }
  // What a crashed supervisor left, and commands that somebody started in the client's namespace. The lab made
  // these groups and namespaces, so whoever is in them belongs to it.
  const members = new Set([...groupMembers(), ...(await namespaceMembers())]);
  members.delete(process.pid);
  const left = [...members].flatMap((pid) => identify(pid) ?? []);
  for (const process of left) signalProcess(process, 'SIGKILL');
  await waitUntil(() => !left.some(isAlive) && groupMembers().length === 0, endLimitMs);
}

async function namespaceMembers(): Promise<number[]> {
  const names = [bridge.namespace, client.namespace, ...nodeNames].filter(namespaceExists);
  const lists = await Promise.all(names.map((name) => run(['ip', 'netns', 'pids', name])));
  return lists.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean).map(Number));
}

function removeNspawnFiles(owner: Owner): void {
  for (const path of nspawnFiles()) rmSync(path, { recursive: true, force: true });
  if (owner.foundNspawnDirectory || !existsSync(nspawnDirectory)) return;
  for (const kind of readdirSync(nspawnDirectory)) removeIfEmpty(join(nspawnDirectory, kind));
  removeIfEmpty(nspawnDirectory);
}

function removeIfEmpty(directory: string): void {
  if (readdirSync(directory).length === 0) rmdirSync(directory);
}
