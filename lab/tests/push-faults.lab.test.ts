import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { deployInProcess } from '../support/tandem-process.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes, type Snapshot, waitUntilNodeAnswers } from '../testbed/index.ts';

/** What breaks in the middle of a push leaves no host half done, and the next deploy finishes it. */

let tandem: TestEngine;
let untouched: Snapshot[];

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  await tandem.save(exampleLab());
  untouched = await snapshotNodes();
}, 600_000);

afterEach(async () => {
  await tandem.uninstall('example');
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});

afterAll(() => tandem.close());

const uploadedBy = (share: number) => (event: TaskEvent) =>
  event.type === 'step' &&
  event.step === 'upload' &&
  event.node === 'node-b' &&
  (event.bytes ?? 0) > share * (event.totalBytes ?? Number.POSITIVE_INFINITY);

/** Nothing of a deploy but what was uploaded, and what an uninstall goes by, is on either node. */
async function expectNothingConfigured(): Promise<void> {
  for (const { name } of nodes) {
    expect((await nodeExec(name, ['test', '-e', '/etc/tandem/agent.json'])).status).toBe(1);
    expect((await nodeExec(name, ['systemctl', 'cat', 'tandem-agent'])).status).not.toBe(0);
  }
}

/** Deploys, and gives the number of bytes that node-b had when its upload began. */
async function deployAgain(): Promise<number> {
  let first: number | undefined;
  await tandem.deploy('example', (event) => {
    if (event.type === 'step' && event.node === 'node-b' && event.bytes !== undefined) first ??= event.bytes;
  });
  return first ?? 0;
}

test('the link is cut at 30 %, and comes back: the rest is sent', async () => {
  let cut: Promise<unknown> | null = null;
  const isFar = uploadedBy(0.3);
  const deploying = tandem.deploy('example', (event) => {
    if (isFar(event)) cut ??= nodeExec('node-b', ['ip', 'link', 'set', 'eth0', 'down']);
  });
  expect((await problemOf(deploying)).code).toBe('host.lost');
  await cut;
  await expectNothingConfigured();
  await nodeExec('node-b', ['ip', 'link', 'set', 'eth0', 'up']);
  expect(await deployAgain()).toBeGreaterThan(5_000_000);
});

test('the node is rebooted at 30 %', async () => {
  let boot: Promise<unknown> | null = null;
  const isFar = uploadedBy(0.3);
  const deploying = tandem.deploy('example', (event) => {
    if (isFar(event)) boot ??= nodeExec('node-b', ['systemctl', 'reboot', '--force']);
  });
  expect((await problemOf(deploying)).code).toBe('host.lost');
  await boot;
  await waitUntilNodeAnswers('node-b');
  await expectNothingConfigured();
  await deployAgain();
});

test('Tandem itself is killed at 30 %', async () => {
  const isFar = uploadedBy(0.3);
  const { child, over } = deployInProcess(tandem, exampleLab(), (event) => {
    if (isFar(event)) child.kill('SIGKILL');
  });
  await over;
  expect(child.signalCode).toBe('SIGKILL');
  await expectNothingConfigured();
  expect(await deployAgain()).toBeGreaterThan(5_000_000);
});
