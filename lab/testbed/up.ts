import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail } from '../../protocol/contract/problem.ts';
import { makeGroups } from './cgroups.ts';
import { nodeExec } from './exec.ts';
import { newOwner, readOwner, requireFreeWires, requireRoot, withLock } from './guard.ts';
import { ensureHostPackages } from './host-packages.ts';
import { ensureIdentity, makeKey } from './identities.ts';
import { makeNodeRoot } from './node-root.ts';
import { cacheDirectory, checkout, ownerFile, runPaths } from './paths.ts';
import { bridge, type NodeName, nodes, opsUser } from './plan.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import { type Owner, writeRecord } from './record.ts';
import { ensureRootfs } from './rootfs.ts';
import { waitForSsh } from './ssh-banner.ts';
import { readStatus } from './status.ts';
import { type OnStep, step } from './steps.ts';
import { removeRunFiles, tearDown } from './teardown.ts';
import { makeWires } from './wires.ts';

export interface UpOptions {
  onStep?: OnStep;
  /** Aborting stops the work and removes what it made so far. */
  signal?: AbortSignal;
}

export interface UpResult {
  elapsedMs: number;
  /** Whether there was nothing to do. */
  alreadyUp: boolean;
}

/** How long a node may take from its start to its SSH banner, in milliseconds; 1 to 2 s are usual. */
const bootLimitMs = 60_000;

/**
 * Brings the lab up, from nothing or from what a crash left, and returns when both nodes answer on SSH and have
 * finished booting. Throws practice.unsupported, practice.busy, or what went wrong after removing what was made.
 */
export async function ensureUp(options: UpOptions = {}): Promise<UpResult> {
  const started = performance.now();
  requireRoot();
  return withLock(async () => {
    const owner = readOwner();
    const alreadyUp = owner?.checkout === checkout && (await readStatus()).state === 'up';
    if (!alreadyUp) await bringUp(owner, options);
    return { elapsedMs: Math.round(performance.now() - started), alreadyUp };
  });
}

async function bringUp(remains: ReturnType<typeof readOwner>, options: UpOptions): Promise<void> {
  const { onStep = () => undefined, signal } = options;
  const signalOption = signal === undefined ? {} : { signal };
  const cache = cacheDirectory();
  const paths = runPaths();
  let rootfs = '';

  await step(onStep, 'rootfs', 'Preparing the root file system of the nodes', async (progress) => {
    await ensureHostPackages(progress, signal);
    const result = await ensureRootfs({ cache, onProgress: progress, ...signalOption });
    rootfs = result.path;
    return result.built ? 'Built the root file system' : 'Root file system from the cache';
  });

  if (remains !== undefined) await tearDown(remains);
  else await removeRunFiles(paths.directory);
  requireFreeWires();
  let owner = newOwner();
  writeRecord(ownerFile, owner);
  try {
    await step(onStep, 'network', 'Making the wires', async () => {
      await makeWires();
      return `Bridge in namespace ${bridge.namespace}, ${nodes.length} nodes, a client and this machine`;
    });
    signal?.throwIfAborted();
    await step(onStep, 'nodes', 'Starting the nodes', async () => {
      mkdirSync(paths.directory, { recursive: true, mode: 0o755 });
      await makeKey(paths.opsKey, 'ed25519', `${opsUser}@tandem-lab`);
      const publicKey = readFileSync(`${paths.opsKey}.pub`, 'utf8');
      for (const node of nodes)
        await makeNodeRoot(node, rootfs, paths, await ensureIdentity(cache, node), publicKey);
      makeGroups();
      const supervisor = startSupervisor();
      owner = { ...owner, supervisor };
      writeRecord(ownerFile, owner);
      return nodes.map(({ name, address }) => `${name} ${address}`).join(', ');
    });
    await step(onStep, 'ssh', 'Waiting for SSH', () => waitForNodes(owner.supervisor, signal));
    await step(onStep, 'ready', 'Waiting for the end of the boot', waitForBoot);
  } catch (error) {
    await tearDown(owner);
    throw error;
  }
}

/** Starts the program that stays, and gives its identity. Throws when it cannot even be started. */
function startSupervisor(): ProcessIdentity {
  const log = openSync(runPaths().supervisorLog, 'a', 0o644);
  const program = fileURLToPath(new URL('supervisor.ts', import.meta.url));
  const child = spawn(process.execPath, [program, checkout], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined)
    throw fail('practice.failed', { detail: `${process.execPath} could not be started` });
  return identity;
}

async function waitForNodes(supervisor: Owner['supervisor'], signal?: AbortSignal): Promise<string> {
  const started = performance.now();
  const stillSupervised = () => supervisor !== undefined && isAlive(supervisor);
  for (const node of nodes) {
    const answered = await waitForSsh(node.address, bootLimitMs, stillSupervised, signal);
    if (!answered)
      throw fail('practice.failed', { detail: `${node.name} does not answer on SSH` }, lastWords(node.name));
  }
  return `SSH answers after ${Math.round(performance.now() - started)} ms`;
}

/** The end of what a node and the supervisor printed, for people who look for the cause. */
function lastWords(node: NodeName): string {
  const paths = runPaths();
  return [paths.supervisorLog, paths.nodeLog(node)]
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(-10))
    .join('\n');
}

/** Units still start after sshd; whoever compares a node before and after wants them settled. */
async function waitForBoot(): Promise<string> {
  const results = await Promise.all(
    nodes.map(async ({ name }) => {
      const { stdout } = await nodeExec(name, ['systemctl', 'is-system-running', '--wait'], {
        timeoutMs: bootLimitMs,
      });
      return `${name} ${stdout.trim()}`;
    }),
  );
  return results.join(', ');
}
