import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Lab } from '../protocol/lab/schema.ts';
import { recordingVoice, testLab } from './deploy/test-lab.ts';
import { type History, openHistory } from './history/database.ts';
import { createLabStore, requireSameNodes } from './lab-store.ts';
import { createSecrets } from './ssh/secrets.ts';
import type { TaskVoice } from './tasks/tasks.ts';

/** What the record says of a lab while an edit of it is deployed, and of how that ended. */

const edited: Lab = { ...testLab, advertIntervalMs: 100 };
const { voice } = recordingVoice();

let folder: string;
let history: History;
let nowMs: number;
/** As the next Tandem finds it. */
const reopened = () => {
  history.close();
  history = openHistory(join(folder, 'tandem.sqlite'));
  return createLabStore(history, createSecrets({}), () => nowMs);
};
const record = () => {
  const { lab, deployedMs, deployBegunMs } = reopened().summary('test');
  return { interval: lab.advertIntervalMs, deployedMs, deployBegunMs };
};
const deployEdit = (work: (voice: TaskVoice) => Promise<void>) => {
  nowMs = 2000;
  return reopened().whileDeploying(edited, voice, work);
};
const killed = () => {
  // It never comes to an end: its process is gone.
  void deployEdit(() => new Promise(() => undefined));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-deploying-'));
  history = openHistory(join(folder, 'tandem.sqlite'));
  history.saveLab(testLab);
  history.setDeployed('test', 1000);
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

it('that went through is what the nodes have', async () => {
  await deployEdit(async () => {
    nowMs = 3000;
  });
  expect(record()).toEqual({ interval: 100, deployedMs: 3000, deployBegunMs: null });
});

it('that was rolled back leaves what the nodes had', async () => {
  const deploy = deployEdit(async ({ step }) => {
    step({ node: 'a', step: 'roll-back', state: 'rolled-back' });
    throw new Error('refused');
  });
  await expect(deploy).rejects.toThrow('refused');
  expect(record()).toEqual({ interval: 1000, deployedMs: 1000, deployBegunMs: null });
});

it('that could not be rolled back everywhere leaves it unknown what the nodes have', async () => {
  const deploy = deployEdit(async ({ step }) => {
    step({ node: 'a', step: 'roll-back', state: 'failed' });
    throw new Error('cut');
  });
  await expect(deploy).rejects.toThrow('cut');
  expect(record()).toMatchObject({ deployedMs: 1000, deployBegunMs: 2000 });
});

it('whose Tandem is killed leaves it unknown, until a deploy or an uninstall ends well', async () => {
  killed();
  expect(record()).toEqual({ interval: 100, deployedMs: 1000, deployBegunMs: 2000 });
  await expect(deployEdit(() => Promise.reject(new Error('unreachable')))).rejects.toThrow();
  expect(record()).toMatchObject({ deployBegunMs: 2000 });
  await deployEdit(async () => undefined);
  expect(record()).toMatchObject({ deployBegunMs: null });
  killed();
  history.setDeployed('test', null);
  expect(record()).toMatchObject({ deployedMs: null, deployBegunMs: null });
});

it('of a lab that never was deployed, and whose Tandem is killed, may have left an agent: its hosts stay known', () => {
  history.setDeployed('test', null);
  killed();
  const [first, second] = edited.nodes;
  const moved: Lab = { ...edited, nodes: [{ ...first, host: '10.0.0.7' }, second] };
  expect(() => requireSameNodes(history.lab('test'), moved)).toThrow();
  expect(() => requireSameNodes(history.lab('test'), edited)).not.toThrow();
});

it('is forgotten with its lab', () => {
  killed();
  history.removeLab('test');
  history.saveLab(testLab);
  expect(record()).toEqual({ interval: 1000, deployedMs: null, deployBegunMs: null });
});
