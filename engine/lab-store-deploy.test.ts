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
  return reopened().recordDeploy(edited, voice, (heard, begin) => {
    begin();
    return work(heard);
  });
};
const killed = () => {
  // It never comes to an end: its process is gone.
  void deployEdit(() => new Promise(() => undefined));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-deploying-'));
  history = openHistory(join(folder, 'tandem.sqlite'));
  history.saveLab(testLab);
  history.setDeployed(testLab, 1000);
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

it('that lost a node to somebody else leaves it unknown what the nodes have', async () => {
  const deploy = deployEdit(async ({ step }) => {
    step({ node: 'a', step: 'roll-back', state: 'skipped' });
    throw new Error('lock lost');
  });
  await expect(deploy).rejects.toThrow('lock lost');
  expect(record()).toMatchObject({ interval: 1000, deployBegunMs: 2000 });
});

it('that does not get to change anything leaves the record alone, whatever another Tandem does to it meanwhile', async () => {
  const deploy = reopened().recordDeploy(edited, voice, async () => {
    expect(record()).toEqual({ interval: 1000, deployedMs: 1000, deployBegunMs: null });
    history.beginDeploy({ ...testLab, advertIntervalMs: 50 }, 1500);
    throw new Error('locked');
  });
  await expect(deploy).rejects.toThrow('locked');
  expect(record()).toEqual({ interval: 50, deployedMs: 1000, deployBegunMs: 1500 });
});

it('that fails after another one has begun leaves the record to that one', async () => {
  const deploy = deployEdit(async () => {
    history.beginDeploy({ ...testLab, advertIntervalMs: 50 }, 2500);
    history.setDeployed({ ...testLab, advertIntervalMs: 50 }, 3000);
    throw new Error('lock lost');
  });
  await expect(deploy).rejects.toThrow('lock lost');
  expect(record()).toEqual({ interval: 50, deployedMs: 3000, deployBegunMs: null });
});

it('that goes through is on record, although somebody saved another definition meanwhile', async () => {
  await deployEdit(async () => history.saveLab({ ...testLab, advertIntervalMs: 50 }));
  expect(record()).toMatchObject({ interval: 100, deployBegunMs: null });
});

it('is refused where another Tandem has brought the lab to other hosts since it was asked for', async () => {
  const [first, second] = testLab.nodes;
  await deployEdit(async () => undefined);
  const moved: Lab = { ...edited, nodes: [{ ...first, host: '10.0.0.7' }, second] };
  const late = reopened().recordDeploy(moved, voice, async (_heard, begin) => begin());
  await expect(late).rejects.toMatchObject({ problem: { code: 'deploy.nodes-left-behind' } });
  expect(record()).toMatchObject({ interval: 100, deployBegunMs: null });
});

it('whose Tandem is killed leaves it unknown, until a deploy or an uninstall ends well', async () => {
  killed();
  expect(record()).toEqual({ interval: 100, deployedMs: 1000, deployBegunMs: 2000 });
  await expect(deployEdit(() => Promise.reject(new Error('unreachable')))).rejects.toThrow();
  expect(record()).toMatchObject({ deployBegunMs: 2000 });
  await deployEdit(async () => undefined);
  expect(record()).toMatchObject({ deployBegunMs: null });
  killed();
  history.setUninstalled('test');
  expect(record()).toMatchObject({ deployedMs: null, deployBegunMs: null });
});

it('of a lab that never was deployed, and whose Tandem is killed, may have left an agent: its hosts stay known', () => {
  history.setUninstalled('test');
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
