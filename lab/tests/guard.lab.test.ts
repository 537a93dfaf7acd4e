import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { checkout, ensureUp, labFile, nodeExec, nodes, password, type Snapshot } from '../testbed/index.ts';

/** Whatever happens to Tandem in the middle of a drill, the node puts itself back. */

let tandem: TestEngine;
let deployed: Snapshot[];

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  await tandem.save(exampleLab());
  await tandem.deploy('example');
  deployed = await snapshotNodes();
}, 600_000);

afterAll(async () => {
  await tandem.close();
  await clearNodes();
});

const isActive = async (unit: string) =>
  (await nodeExec('node-a', ['systemctl', 'is-active', '--quiet', unit])).status === 0;

test('a Tandem that is killed in the middle of a drill leaves a node that reverts by its lease', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tandem-guard-'));
  const run = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [join(checkout, 'engine', 'shell', 'cli.ts'), ...args, '--data', dataFolder], {
      env: { ...process.env, LAB_PASSWORD: password },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  for (const { address } of nodes) {
    const [key] = await tandem.client.call('trust.keys', { host: address, port: 22 });
    await once(run('trust', address, '--accept', key?.fingerprint ?? ''), 'exit');
  }
  const drill = run('drill', 'crash', labFile);
  const broken = new Promise<void>((resolve) => {
    createInterface({ input: drill.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.includes('observe running')) resolve();
    });
  });
  await broken;
  drill.kill('SIGKILL');
  // systemd says so only once it has noticed: the drill's command does not wait for that.
  await expect.poll(() => isActive('tandem-agent'), { timeout: 5_000, interval: 20 }).toBe(false);
  await expect.poll(() => isActive('tandem-agent'), { timeout: 15_000, interval: 200 }).toBe(true);
  expect((await nodeExec('node-a', ['cat', '/run/tandem-drill/reverted'])).stdout.trim()).toBe('lease');
  rmSync(dataFolder, { recursive: true, force: true });
});

test('the next drill cleans up after it, and leaves everything as it was', async () => {
  const report = await tandem.drill('example', 'graceful-stop');
  expect(report).toMatchObject({
    verdict: 'pass',
    reasons: [],
    residue: [],
    guard: { revertedBy: 'engine' },
  });
  expect(nodeDifferences(deployed, await snapshotNodes())).toEqual([]);
});

test('halt puts back at once and blocks new drills until it is released', async () => {
  const { taskId } = await tandem.client.call('drills.start', { lab: 'example', kind: 'crash' });
  const over = tandem.follow(taskId, (event) => {
    if (event.type === 'step' && event.step === 'observe' && event.state === 'running')
      void tandem.client.call('drills.halt', { lab: 'example' });
  });
  await over;
  const [report] = await tandem.client.call('reports.list', { lab: 'example' });
  expect(report?.verdict).toBe('aborted');
  const again = tandem.client.call('drills.start', { lab: 'example', kind: 'crash' });
  await expect(again).rejects.toMatchObject({ problem: { code: 'drill.halted' } });
  await tandem.client.call('drills.release', { lab: 'example' });
  expect(nodeDifferences(deployed, await snapshotNodes())).toEqual([]);
});
