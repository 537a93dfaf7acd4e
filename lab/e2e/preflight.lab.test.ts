import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, openPage, type ServedTandem, serveTandem } from '../support/browser.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { withNode } from '../support/preflight.ts';
import { ensureUp, nodes, password, type Snapshot } from '../testbed/index.ts';

/** The wizard's check of two real nodes, one of which drops what the other says: seen, mended by a click, gone on. */

const slow = 30_000;
let tandem: ServedTandem;
let browser: Browser;
let page: Page;
let before: Snapshot[];
const scriptErrors: string[] = [];

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const verdict = () => page.getByTestId('preflight-verdict');
const blockedRow = () => page.locator('[data-check="vrrp-passes"][data-status="fail"]');

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  before = await snapshotNodes();
  tandem = await serveTandem();
  browser = await launchChromium();
  page = await openPage(browser, tandem.url, (text) => scriptErrors.push(text));
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await tandem?.stop();
});

/** By hand, as where nothing can be scanned: both addresses, both keys, one password, one VIP. */
async function walkToCheck(): Promise<void> {
  await button('Find my hosts').click();
  for (const { address } of nodes) {
    await page.getByRole('textbox', { name: 'Address by hand' }).fill(address);
    await button('Add').click();
  }
  await button('Next').click();
  for (const { address } of nodes) {
    const card = page.locator(`section[data-host="${address}"]`);
    await card.getByText('I have compared this fingerprint').click({ timeout: slow });
    await card.getByRole('button', { name: 'Trust this key' }).click();
    await card.getByText('Trusted', { exact: true }).waitFor({ timeout: slow });
  }
  await button('Next').click();
  await page.locator('input[type=password]').fill(password);
  await button('Check the access to both').click();
  await expect.poll(() => page.getByText('Access and root proven').count(), { timeout: slow }).toBe(2);
  await button('Next').click();
  await page.getByRole('textbox', { name: 'Virtual address' }).fill('10.77.0.100/24');
  await button('Next').click();
}

test('names the rule that drops adverts, mends it on a click and opens the way on', async () => {
  const table = ['inet', 'house'];
  const chain = ['nft', 'add', 'chain', ...table, 'door', '{ type filter hook input priority 0; }'];
  const rule = ['nft', 'add', 'rule', ...table, 'door', 'ip', 'protocol', '112', 'drop'];
  const change = [['nft', 'add', 'table', ...table], chain, rule];
  await withNode('node-b', change, [['nft', 'delete', 'table', ...table]], async () => {
    await walkToCheck();
    await verdict().waitFor({ timeout: slow });
    expect(await verdict().textContent()).toContain('Not ready: 1 failed.');
    expect(await blockedRow().textContent()).toContain('inet house door');
    expect(await button('Next').isDisabled()).toBe(true);

    await page.getByRole('button', { name: 'Fix it: VRRP gets through on node-b' }).click();
    await page.getByText('Ready: nothing stands in the way.').waitFor({ timeout: slow });
    expect(await blockedRow().count()).toBe(0);
    expect(await button('Next').isDisabled()).toBe(false);
  });
});

test('looks again: everything passes, and nothing is left on either node', async () => {
  await button('Look again').click();
  await page.getByText('Ready: nothing stands in the way.').waitFor({ timeout: slow });
  expect(await page.locator('[data-status="fail"]').count()).toBe(0);
  await button('Next').click();
  await button('Deploy to both hosts').waitFor();
  expect(scriptErrors).toEqual([]);
  expect(nodeDifferences(before, await snapshotNodes())).toEqual([]);
});
