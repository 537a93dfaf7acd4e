import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withNode } from '../support/preflight.ts';
import { nodes } from '../testbed/index.ts';
import { openStage, type Stage } from './support/stage.ts';
import { type Walk, walkOf } from './support/walk.ts';

/** The wizard's check of two real nodes, one of which drops what the other says: seen, mended by a click, gone on. */

const slow = 30_000;
let stage: Stage;
let walk: Walk;
let page: Page;

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const verdict = () => page.getByTestId('preflight-verdict');
const blockedRow = () => page.locator('[data-check="vrrp-passes"][data-status="fail"]');

beforeAll(async () => {
  stage = await openStage('en-US');
  page = stage.page;
  walk = walkOf(page, 'en');
}, 600_000);

afterAll(() => stage?.close());

/** By hand, as where nothing can be scanned: both addresses, both keys, one password, one VIP. */
async function walkToCheck(): Promise<void> {
  await button('Find my hosts').click();
  for (const { address } of nodes) {
    await page.getByRole('textbox', { name: 'Address by hand' }).fill(address);
    await button('Add').click();
  }
  await button('Next').click();
  await walk.trustHosts();
  await walk.proveAccess({ user: 'root' });
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
  await stage.expectUntouched();
});
