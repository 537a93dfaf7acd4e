import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCapture } from '../../engine/capture/capture.ts';
import { findTap } from '../../engine/capture/tap-command.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { nodeExec, nodes, type Snapshot } from '../testbed/index.ts';
import { openStage, type Stage } from './support/stage.ts';
import { type Walk, walkOf } from './support/walk.ts';

/**
 * The main line, as a person walks it in a browser against two real nodes: find, trust, deploy, see the owner, crash
 * it, see the VIP move, read the outage, and find everything as it was.
 */

const slow = 30_000;
let stage: Stage;
let walk: Walk;
let page: Page;

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const owner = () => page.getByTestId('owner-51');

let deployed: Snapshot[];

beforeAll(async () => {
  stage = await openStage('en-US');
  page = stage.page;
  walk = walkOf(page, 'en');
}, 600_000);

afterAll(() => stage?.close());

test('finds both nodes on the segment', () => walk.findHosts());

test('shows both fingerprints, and sends nothing before they are trusted', () => walk.trustHosts());

/** Another window of the same person shows the work that runs, with a way to end it. */
async function expectSeenElsewhere(title: string): Promise<void> {
  const context = page.context();
  const storageState = { cookies: await context.cookies(), origins: [] };
  const other = await context.browser()?.newContext({ storageState, locale: 'en-US' });
  const tab = await other?.newPage();
  await tab?.goto(new URL(page.url()).origin);
  await tab?.getByRole('region', { name: title }).getByRole('button', { name: 'Cancel' }).waitFor();
  await other?.close();
}

/** How often a password was refused, by each node's sshd. */
const refusals = () =>
  Promise.all(
    nodes.map(async ({ name }) => {
      const { stdout } = await nodeExec(name, ['journalctl', '--unit', 'ssh', '--output', 'cat']);
      return stdout.split('\n').filter((line) => line.startsWith('Failed password')).length;
    }),
  );

test('says that a password is wrong, keeps what was typed, and goes on with the right one', async () => {
  await page.getByRole('textbox', { name: 'User' }).fill('root');
  const before = await refusals();
  await page.getByLabel('Password', { exact: true }).and(page.locator('input[type=password]')).fill('wrong');
  await button('Check the access to both').click();
  await page
    .getByText(/rejects the credentials/)
    .first()
    .waitFor({ timeout: slow });
  expect(await page.getByRole('textbox', { name: 'User' }).inputValue()).toBe('root');
  // Whatever else looks at the lab meanwhile: pam_faillock(8) locks an account at the third.
  expect(await refusals()).toEqual(before.map((count) => count + 1));
  await walk.proveAccess({ user: 'root' });
});

test('predicts the failover while the timers are edited, and deploys', async () => {
  await page.getByRole('textbox', { name: 'Virtual address' }).fill('10.77.0.100/24');
  await page.getByRole('textbox', { name: 'Virtual router ID' }).fill('51');
  await page.getByRole('textbox', { name: /Advert interval/ }).fill('100');
  await expect.poll(() => page.getByTestId('predicted-crash').textContent()).toContain('360.9');
  await button('Next').click();
  await page.getByText('Ready: nothing stands in the way.').waitFor({ timeout: slow });
  await button('Next').click();
  await button('Deploy to both hosts').click();
  await expectSeenElsewhere('Deploying');
  await page.getByText('The pair is up.').waitFor({ timeout: 4 * slow });
  deployed = await snapshotNodes();
  const addresses = deployed.map((snapshot) =>
    snapshot.addresses.some((line) => line.includes('10.77.0.100/24')),
  );
  expect(addresses.filter(Boolean)).toHaveLength(1);
});

test('shows the owner because adverts on the wire say so', async () => {
  await button('Go to the topology').click();
  await expect.poll(() => owner().textContent(), { timeout: slow }).toContain('node-a');
  const frames = await nodeExec('node-a', ['ip', '-o', 'addr', 'show', 'to', '10.77.0.100/32']);
  expect(frames.stdout).toContain('10.77.0.100/24');
});

test('crashes the master on a click: the VIP moves, the outage is read, everything is put back', async () => {
  await page.keyboard.press('Control+5');
  await page.getByTestId('drill-start-crash').click();
  await page.keyboard.press('Control+3');
  const token = page.getByTestId('vip-token-51');
  await expect.poll(() => token.getAttribute('data-node'), { timeout: slow, interval: 20 }).toBe('node-b');
  await page.keyboard.press('Control+5');
  const verdict = page.getByTestId('drill-verdict').first();
  await verdict.waitFor({ timeout: slow });
  expect(await verdict.getAttribute('data-verdict')).toBe('pass');
  expect(await page.getByTestId('drill-outage-measured').first().textContent()).toMatch(/\d+.*ms/);
  expect(await page.getByTestId('drill-outage-predicted').first().textContent()).toMatch(/310\.9\sms/);
  expect(nodeDifferences(deployed, await snapshotNodes())).toEqual([]);
});

test('follows the wire within a second when the owner is stopped behind its back', async () => {
  await page.keyboard.press('Control+3');
  const token = page.getByTestId('vip-token-51');
  await expect.poll(() => token.getAttribute('data-node'), { timeout: slow }).toBe('node-a');
  const witness = createCapture(findTap(process.env, process.platform, 0), () => ['tandem0']);
  await witness.start('tandem0');
  const firstAdvert = new Promise<number>((resolve) => {
    witness.onFrame((frame, tsNs) => {
      if (frame.vrrp && frame.ip?.src === '10.77.0.12' && frame.vrrp.priority > 0)
        resolve(Number(tsNs / 1_000_000n));
    });
  });
  // Watching before anything is stopped, and the whole document: the token may be drawn anew in between.
  await page.evaluate((wanted) => {
    (globalThis as { moved?: Promise<number> }).moved = new Promise<number>((resolve) => {
      const look = () => {
        const shown = document.querySelector('[data-testid="vip-token-51"]')?.getAttribute('data-node');
        if (shown?.includes(wanted)) resolve(Date.now());
      };
      new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true });
    });
  }, 'node-b');
  try {
    await nodeExec('node-a', ['systemctl', 'stop', 'tandem-agent']);
    const movedMs = await page.evaluate(() => (globalThis as { moved?: Promise<number> }).moved ?? 0);
    const delayMs = movedMs - (await firstAdvert);
    console.log(`the picture followed the new master's first advert after ${delayMs} ms`);
    expect(delayMs).toBeLessThan(1000);
  } finally {
    await nodeExec('node-a', ['systemctl', 'start', 'tandem-agent']);
    await witness.stop();
  }
}, 60_000);

test('has shown no script error, and uninstalls without a trace', async () => {
  await clearNodes();
  await stage.expectUntouched();
});
