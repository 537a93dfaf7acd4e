import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHistory } from '../../engine/history/database.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { deployInProcess } from '../support/tandem-process.ts';
import { type NodeName, nodeExec, nodes, type Snapshot } from '../testbed/index.ts';
import { openStage, type Stage } from './support/stage.ts';
import { type Walk, walkOf } from './support/walk.ts';

/**
 * A deployed lab is changed from its card, by keyboard: half-way it is as it was, a reload of the page goes on where one
 * was, the plan says what changes, and the deploy changes that lab and makes no second one.
 */

const slow = 30_000;
const before = '10.77.0.100';
const after = '10.77.0.120';
const elsewhere = '10.77.0.121';
let stage: Stage;
let walk: Walk;
let page: Page;
let deployed: Snapshot[];

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const vip = () => page.getByRole('textbox', { name: 'Virtual address' });
const currentStep = () => page.locator('.step-rail [aria-current="step"]');
const cards = () => page.locator('[data-lab]');

async function holds(node: NodeName, address: string): Promise<boolean> {
  const { stdout } = await nodeExec(node, ['ip', '-o', 'addr', 'show', 'to', `${address}/32`]);
  return stdout.includes(address);
}

beforeAll(async () => {
  stage = await openStage('en-US');
  page = stage.page;
  walk = walkOf(page, 'en', 'keyboard');
}, 600_000);

afterAll(() => stage?.close());

test('an address that is only suggested has no owner in the header, and a deployed one has', async () => {
  await walk.findHosts();
  await walk.trustHosts();
  await walk.proveAccess({ user: 'root' });
  await vip().waitFor();
  expect(await page.getByTestId('owner-summary').count()).toBe(0);
  await walk.deploy([before]);
  await walk.expectOwner(51, before, 'node-a');
  await page.getByTestId('owner-summary').getByText('node-a').waitFor({ timeout: slow });
  deployed = await snapshotNodes();
});

test('the card opens the wizard with what is deployed, where it can be changed', async () => {
  await page.keyboard.press('Control+1');
  await walk.hands.press(button('Edit my-pair'));
  await vip().waitFor({ timeout: slow });
  expect(await vip().inputValue()).toBe(`${before}/24`);
  expect(await page.getByRole('textbox', { name: /Advert interval/ }).inputValue()).toBe('100');
  expect(await page.getByTestId('editing').textContent()).toContain('uninstall the lab first');
  expect(await page.locator('.step-rail li').first().getByRole('button').isDisabled()).toBe(true);
  // A node has one program that speaks VRRP: another one is not on offer.
  expect(await page.getByRole('radio', { name: 'keepalived' }).count()).toBe(0);
});

test('left half-way, the lab is as it was; loaded again, the page goes on at the same step', async () => {
  await walk.hands.type(vip(), `${after}/24`);
  await page.keyboard.press('Control+1');
  await cards().getByText(`${before}/24`).waitFor();
  await page.reload();
  await button('Go on editing my-pair').waitFor({ timeout: slow });
  await walk.hands.press(button('Go on editing my-pair'));
  await expect.poll(() => page.getByText('Trusted', { exact: true }).count(), { timeout: slow }).toBe(2);
  await walk.hands.next();
  await walk.hands.press(button('Check the access to both'));
  await expect.poll(() => page.getByText('Access and root proven').count(), { timeout: slow }).toBe(2);
  await walk.hands.next();
  await vip().waitFor();

  await page.reload();
  await expect.poll(() => currentStep().textContent(), { timeout: slow }).toContain('Address & timers');
  await vip().waitFor({ timeout: slow });
  expect(await vip().inputValue()).toBe(`${after}/24`);
  expect(nodeDifferences(deployed, await snapshotNodes())).toEqual([]);
});

test('what a second window types is not overwritten by the first, which is told and takes it over', async () => {
  const storageState = await page.context().storageState();
  const context = await stage.browser.newContext({ locale: 'en-US', storageState });
  const second = await context.newPage();
  await second.goto(new URL(page.url()).origin);
  await second.getByRole('button', { name: 'Go on editing my-pair' }).click({ timeout: slow });
  await expect.poll(() => second.getByText('Trusted', { exact: true }).count(), { timeout: slow }).toBe(2);
  await second.getByRole('button', { name: 'Next', exact: true }).click();
  await second.getByRole('button', { name: 'Check the access to both' }).click();
  await expect.poll(() => second.getByText('Access and root proven').count(), { timeout: slow }).toBe(2);
  await second.getByRole('button', { name: 'Next', exact: true }).click();
  const theirs = second.getByRole('textbox', { name: 'Virtual address' });
  expect(await theirs.inputValue()).toBe(`${after}/24`);
  // That it only came as far as that is nobody's loss.
  await walk.hands.type(page.getByRole('textbox', { name: 'Virtual router ID' }), '52');
  const told = page.getByTestId('overtaken');
  expect(await told.count()).toBe(0);

  await theirs.fill(`${elsewhere}/24`);
  await second.getByTestId('overtaken').waitFor({ timeout: slow });
  await second.getByRole('button', { name: 'Keep what is here' }).click();
  await second.getByTestId('overtaken').waitFor({ state: 'detached' });
  await theirs.fill(`${after}/24`);
  await walk.hands.type(vip(), `${elsewhere}/24`);
  await told.waitFor({ timeout: slow });
  await walk.hands.press(button('Take what is there'));
  await expect.poll(() => vip().inputValue(), { timeout: slow }).toBe(`${after}/24`);
  expect(await told.count()).toBe(0);
  await context.close();
});

test('the plan says what changes on the hosts, also after a reload there', async () => {
  await walk.hands.next();
  await page.getByText('Ready: nothing stands in the way.').waitFor({ timeout: slow });
  await walk.hands.next();
  const diff = page.locator('.plan-row summary').first();
  await diff.waitFor({ timeout: slow });
  await page.reload();
  await diff.waitFor({ timeout: slow });
  expect(await currentStep().textContent()).toContain('Review');
  await walk.hands.press(diff);
  expect((await page.locator('.diff-removed').allTextContents()).join()).toContain(before);
  expect((await page.locator('.diff-added').allTextContents()).join()).toContain(after);
  expect(nodeDifferences(deployed, await snapshotNodes())).toEqual([]);
  await page.keyboard.press('Control+1');
  await cards().getByText(`${before}/24`).waitFor();
  await page.keyboard.press('Control+2');
});

test('deploying changes this lab, and there is no second one', async () => {
  await walk.hands.press(button('Deploy to both hosts'));
  await page.getByText('The pair is up.').waitFor({ timeout: 4 * slow });
  await walk.hands.press(button('Go to the topology'));
  await walk.expectOwner(51, after, 'node-a');
  for (const { name } of nodes) expect(await holds(name, before)).toBe(false);
  await page.keyboard.press('Control+1');
  await cards().getByText(`${after}/24`).waitFor();
  expect(await cards().count()).toBe(1);
});

/** The deployed lab as the record has it, with another address, as a lab file for another process. */
function changedLab(address: string): LabInput {
  const history = openHistory(join(stage.tandem.dataFolder, 'tandem.sqlite'));
  const [record] = history.labs();
  history.close();
  const router = record?.lab.virtualRouters[0];
  if (!record || !router) throw new Error('no lab');
  const [first, second] = record.lab.nodes;
  const auth = { kind: 'password', env: 'LAB_PASSWORD' } as const;
  return {
    ...record.lab,
    nodes: [
      { ...first, auth },
      { ...second, auth },
    ],
    virtualRouters: [{ ...router, vips: [`${address}/24`] }],
  };
}

test('what another process deploys is what is changed from then on, and is no change of this window', async () => {
  await walk.hands.press(button('Edit my-pair'));
  await vip().waitFor({ timeout: slow });
  expect(await deployInProcess(stage.tandem, changedLab(elsewhere), () => undefined).over).toBeNull();
  await expect.poll(() => vip().inputValue(), { timeout: slow }).toBe(`${elsewhere}/24`);
  await button('Start over').waitFor();
  await page.keyboard.press('Control+3');
  await walk.expectOwner(51, elsewhere, 'node-a');
  await page.getByText('Agreed', { exact: true }).first().waitFor({ timeout: slow });
  await page.keyboard.press('Control+1');
  await cards().getByText(`${elsewhere}/24`).waitFor();
});

test('a deploy that was cut short is said on the card and above the picture, and deploying again puts it right', async () => {
  const cut = deployInProcess(stage.tandem, changedLab(after), (event) => {
    if (event.type === 'step' && event.step === 'configure') cut.child.kill('SIGKILL');
  });
  await cut.over;
  const warning = page.getByText(/A deploy that began .+ has not ended by the record/);
  await cards().filter({ has: warning }).waitFor({ timeout: slow });
  await page.keyboard.press('Control+3');
  await warning.waitFor({ timeout: slow });
  await walk.hands.press(button('Show what a deploy would do'));
  await page.locator('.plan-row').first().waitFor({ timeout: slow });
  await walk.hands.press(button('Deploy to both hosts'));
  await page.getByText('Done in').waitFor({ timeout: 4 * slow });
  await expect.poll(() => warning.count(), { timeout: slow }).toBe(0);
  await walk.expectOwner(51, after, 'node-a');
  await page.keyboard.press('Control+1');
  await cards().getByText(`${after}/24`).waitFor();
});

test('edited without a change, there is nothing to change and nothing to go on with', async () => {
  await walk.hands.press(button('Edit my-pair'));
  await vip().waitFor({ timeout: slow });
  await walk.hands.next();
  await page.getByText('Ready: nothing stands in the way.').waitFor({ timeout: slow });
  await walk.hands.next();
  await page.getByText(/Both hosts are so already/).waitFor({ timeout: slow });
  await page.keyboard.press('Control+1');
  await button('Find my hosts').waitFor();
});

test('uninstalls what the change brought, and what was there before it', async () => {
  await walk.uninstall();
  await stage.expectUntouched();
});

test('after that the topology shows what a deploy would do, and the keyboard goes on from there', async () => {
  await page.keyboard.press('Control+3');
  await walk.hands.press(button('Show what a deploy would do'));
  await page.locator('.plan-row').first().waitFor({ timeout: slow });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('What will be done');
  await stage.expectUntouched();
});
