import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPaths } from '../testbed/index.ts';
import { openStage, type Stage } from './support/stage.ts';
import { type Walk, walkOf } from './support/walk.ts';

/**
 * The whole wizard for the pairs that the other suites do not make, entered as an ordinary user with a key who becomes
 * root by sudo: each ends with the owner by wire and kernel, and with nodes on which nothing is left.
 */

let stage: Stage;
let walk: Walk;
const ops = () => ({ user: 'ops', keyPath: runPaths().opsKey }) as const;

const open = (language: 'en' | 'zh-CN') =>
  beforeAll(async () => {
    stage = await openStage(language === 'en' ? 'en-US' : language);
    walk = walkOf(stage.page, language);
  }, 600_000);

const close = () => afterAll(() => stage?.close());

describe('our agent, dual-master', () => {
  open('zh-CN');
  close();

  test('each node serves one address and nothing is left of it', async () => {
    await walk.findHosts();
    await walk.trustHosts();
    await walk.proveAccess(ops());
    await walk.hands.choose(walk.words.modes['dual-master']);
    await walk.deploy(['10.77.0.110', '10.77.0.111']);
    await walk.expectOwner(51, '10.77.0.110', 'node-a');
    await walk.expectOwner(52, '10.77.0.111', 'node-b');
    await walk.uninstall();
    await stage.expectUntouched();
  });
});

describe('keepalived, master and backup', () => {
  open('en');
  close();

  test('one node serves the address and nothing is left of it', async () => {
    await walk.findHosts();
    await walk.trustHosts();
    await walk.proveAccess(ops());
    await walk.hands.choose(walk.words.backends.keepalived);
    await walk.deploy(['10.77.0.112']);
    await walk.expectOwner(51, '10.77.0.112', 'node-a');
    const reporters = stage.page.locator('.agent-state');
    await expect
      .poll(() => reporters.allTextContents())
      .toEqual(['keepalived reports', 'keepalived reports']);
    await walk.uninstall();
    await stage.expectUntouched();
  });
});
