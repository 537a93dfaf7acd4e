import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cacheDirectory,
  checkout,
  down,
  ensureUp,
  nodeExec,
  nodes,
  readStatus,
  runPaths,
  type StepEvent,
} from '../testbed/index.ts';
import { readMounts } from '../testbed/mountinfo.ts';
import { ownerFile } from '../testbed/paths.ts';
import { isAlive, signalProcess } from '../testbed/process-identity.ts';
import { containersSchema, ownerSchema, readRecord } from '../testbed/record.ts';
import { findResidue } from '../testbed/residue.ts';
import { run } from '../testbed/run.ts';

/** Taking the lab down and bringing it up again, from whole and from broken states. Leaves the lab up. */

beforeAll(() => ensureUp(), 600_000);
afterAll(() => ensureUp(), 60_000);

/** What a machine shows of a lab, seen without the lab's own means. */
async function traces() {
  const { stdout } = await run(['ip', 'netns', 'list']);
  return {
    namespaces: stdout.split('\n').map((line) => line.split(' ')[0]),
    interfaces: Object.keys(networkInterfaces()),
    mounts: readMounts().map(({ point }) => point),
  };
}

test('down leaves nothing outside the cache, and up comes from the cache in under 10 s', async () => {
  const owner = readRecord(ownerFile, ownerSchema);
  const containers = readRecord(runPaths().containers, containersSchema);
  const result = await down();
  expect(result.wasDown).toBe(false);

  const after = await traces();
  expect(after.namespaces).not.toContain('node-a');
  expect(after.namespaces).not.toContain('sw');
  expect(after.interfaces).not.toContain('tandem0');
  expect(after.mounts.filter((point) => point.startsWith(join(checkout, '.lab')))).toEqual([]);
  const recorded = [owner?.supervisor, ...Object.values(containers ?? {})];
  expect(recorded).toHaveLength(3);
  expect(recorded.filter((identity) => identity === undefined || isAlive(identity))).toEqual([]);
  expect(existsSync(runPaths().directory)).toBe(false);
  expect(existsSync(ownerFile)).toBe(false);
  expect(findResidue(runPaths().directory, cacheDirectory())).toEqual([]);
  expect(await readStatus()).toMatchObject({ state: 'down' });
  expect((await down()).wasDown).toBe(true);

  const steps: StepEvent[] = [];
  const { elapsedMs } = await ensureUp({ onStep: (event) => steps.push(event) });
  console.log(`down ${result.elapsedMs} ms, up from the cache ${elapsedMs} ms`);
  expect(elapsedMs).toBeLessThan(10_000);
  expect(steps.filter(({ state }) => state === 'done').map(({ step }) => step)).toEqual([
    ...['rootfs', 'network', 'nodes', 'ssh', 'ready'],
  ]);
}, 60_000);

test('after a crash the rest is cleaned away first, and the nodes keep their identity', async () => {
  await ensureUp();
  const key = () => nodeExec('node-a', ['cat', '/etc/ssh/ssh_host_ed25519_key.pub', '/etc/machine-id']);
  const before = (await key()).stdout;
  const supervisor = readRecord(ownerFile, ownerSchema)?.supervisor;
  const nodeA = readRecord(runPaths().containers, containersSchema)?.['node-a'];
  if (supervisor === undefined || nodeA === undefined)
    throw new Error('the lab has no supervisor or no node-a');
  signalProcess(supervisor, 'SIGKILL');
  signalProcess(nodeA, 'SIGKILL');
  await expect.poll(async () => (await readStatus()).state).toBe('partial');

  const { alreadyUp } = await ensureUp();
  expect(alreadyUp).toBe(false);
  expect((await readStatus()).nodes.map(({ state }) => state)).toEqual(nodes.map(() => 'running'));
  expect((await key()).stdout).toBe(before);
}, 60_000);

test('an up that is stopped half-way removes what it made', async () => {
  await down();
  const stop = new AbortController();
  const stopped = ensureUp({
    signal: stop.signal,
    onStep: ({ step, state }) => {
      if (step === 'ssh' && state === 'start') stop.abort(new Error('enough'));
    },
  });
  await expect(stopped).rejects.toThrow();
  expect(findResidue(runPaths().directory, cacheDirectory())).toEqual([]);
  expect(await readStatus()).toMatchObject({ state: 'down' });
}, 60_000);
