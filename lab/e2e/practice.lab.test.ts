import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, openPage, type ServedTandem, serveTandem } from '../support/browser.ts';
import { clearNodes } from '../support/nodes-state.ts';
import { down, ensureUp, readStatus } from '../testbed/index.ts';

/** A newcomer without hosts, and without a mouse: practice lab, deploy, crash, report, and the lab taken down. */

const slow = 90_000;
let tandem: ServedTandem;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await down();
  tandem = await serveTandem();
  browser = await launchChromium();
  page = await openPage(browser, tandem.url, (text) => {
    throw new Error(text);
  });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await tandem?.stop();
  await ensureUp();
});

/** Moves the focus by Tab until it is on the button of that name, then presses Enter. */
async function pressByKeyboard(name: RegExp): Promise<void> {
  await page.getByRole('button', { name, disabled: false }).first().waitFor({ timeout: slow });
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.tagName === 'BUTTON' ? (element.getAttribute('aria-label') ?? element.textContent) : '';
    });
    if (name.test(focused ?? '')) {
      await page.keyboard.press('Enter');
      return;
    }
  }
  throw new Error(`the focus never came to ${name}`);
}

test('brings two real nodes up, with progress', async () => {
  await pressByKeyboard(/Start the practice lab/);
  await page.getByText('Wait for SSH').waitFor({ timeout: slow });
  await page.getByRole('button', { name: 'Open the practice lab' }).waitFor({ timeout: slow });
  expect((await readStatus()).state).toBe('up');
});

test('deploys to them', async () => {
  await pressByKeyboard(/Open the practice lab/);
  await pressByKeyboard(/Deploy to both hosts/);
  await page.getByText('Done in').waitFor({ timeout: slow });
  await expect.poll(() => page.getByTestId('owner-51').textContent(), { timeout: slow }).toContain('node-a');
});

test('runs a drill and reads its outage', async () => {
  await page.keyboard.press('Control+5');
  const start = page.getByTestId('drill-start-crash');
  await expect.poll(() => start.isEnabled(), { timeout: slow }).toBe(true);
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press('Tab');
    if (await start.evaluate((element) => element === document.activeElement)) break;
  }
  await page.keyboard.press('Enter');
  const verdict = page.getByTestId('drill-verdict').first();
  await verdict.waitFor({ timeout: slow });
  expect(await verdict.getAttribute('data-verdict')).toBe('pass');
});

test('takes the lab down and leaves nothing', async () => {
  await clearNodes();
  await page.keyboard.press('Control+1');
  await pressByKeyboard(/Take it down/);
  await expect.poll(async () => (await readStatus()).state, { timeout: slow }).toBe('down');
});
