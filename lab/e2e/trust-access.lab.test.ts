import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, serveTandem } from '../support/browser.ts';
import { type NodeName, nodeExec, nodes, password, runPaths } from '../testbed/index.ts';
import { openStage, type Stage } from './support/stage.ts';

/**
 * Trust and access as a person meets them who uses ssh every day: a configuration with names of its own, a known_hosts
 * that vouches, revokes or remembers another key, a protected key, and a set-up that is gone on with tomorrow.
 */

const slow = 30_000;
const passphrase = 'canary passphrase';
const [nodeA, nodeB] = nodes.map(({ address }) => address) as [string, string];
const folder = mkdtempSync(join(tmpdir(), 'tandem-trust-'));
const file = (name: string) => join(folder, name);
let stage: Stage;
let page: Page;
const errors: string[] = [];

const button = (name: string) => page.getByRole('button', { name, exact: true });
const card = (host: string) => page.locator(`section[data-host="${host}"]`);
const isFocused = (name: string) =>
  expect
    .poll(() => page.locator(`[name="${name}"]`).evaluate((field) => field === document.activeElement))
    .toBe(true);

async function hostKey(node: NodeName): Promise<string> {
  const { stdout } = await nodeExec(node, ['cat', '/etc/ssh/ssh_host_ed25519_key.pub']);
  return stdout.split(' ').slice(0, 2).join(' ');
}

/** What known_hosts says of the second node; the first is always vouched for. */
async function writeKnownHosts(second: string): Promise<void> {
  writeFileSync(file('known_hosts'), `${nodeA} ${await hostKey('node-a')}\n${second}\n`);
}

beforeAll(async () => {
  const known = `UserKnownHostsFile ${file('known_hosts')}\nGlobalKnownHostsFile none`;
  writeFileSync(file('config'), `Host first-node\n  HostName ${nodeA}\nHost *\n${known}\n`);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('other')]);
  stage = await openStage('en-US', {
    dataFolder: file('data'),
    env: { TANDEM_SSH_CONFIG: file('config') },
  });
  copyFileSync(runPaths().opsKey, file('key'));
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', file('key')]);
  page = stage.page;
}, 600_000);

afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true });
});

test('says which line vouches, where ssh leads, and that a key is revoked', async () => {
  await writeKnownHosts(`@revoked ${nodeB} ${await hostKey('node-b')}`);
  await button('Find my hosts').click();
  await button('Next').click();
  await isFocused('manual');
  for (const host of ['first-node', nodeB]) {
    await page.getByRole('textbox', { name: 'Address by hand' }).fill(host);
    await button('Add').click();
  }
  await button('Next').click();
  await card('first-node').getByText('Trusted').waitFor({ timeout: slow });
  expect(await card('first-node').textContent()).toContain('by known_hosts:1');
  expect(await page.getByTestId('reached').allTextContents()).toEqual([
    `By your ssh configuration this is ${nodeA}:22.`,
  ]);
  await card(nodeB)
    .getByText(/that known_hosts:2 marks as revoked/)
    .waitFor({ timeout: slow });
});

test('a changed key stops here, with both fingerprints, until a person forgets the old one', async () => {
  const [type, blob] = readFileSync(file('other.pub'), 'utf8').split(' ');
  await writeKnownHosts(`${nodeB} ${type} ${blob}`);
  await card(nodeB).getByRole('button', { name: 'Ask again' }).click();
  const compared = card(nodeB).locator('.key-compare');
  await compared.waitFor({ timeout: slow });
  const known = execFileSync('ssh-keygen', ['-lf', file('other.pub')], { encoding: 'utf8' }).split(' ')[1];
  const own = await nodeExec('node-b', ['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub']);
  expect(await compared.locator('dd').allTextContents()).toEqual([known, own.stdout.split(' ')[1]]);
  expect(await compared.locator('dt').first().textContent()).toContain('known_hosts:2');

  // Mended on the host's side or in known_hosts: asked again, it is as it should be.
  await writeKnownHosts(`${nodeB} ${await hostKey('node-b')}`);
  await card(nodeB).getByRole('button', { name: 'Ask again' }).click();
  await card(nodeB).getByText('Trusted').waitFor({ timeout: slow });
  await writeKnownHosts(`${nodeB} ${type} ${blob}`);
  await button('Back').click();
  await button('Next').click();
  await compared.waitFor({ timeout: slow });

  await button('Next').click();
  const summary = page.getByTestId('summary');
  // Of the second host no name is known, so that it got the first that is free.
  expect(await summary.getByRole('link').allTextContents()).toEqual(['Compare and trust the key of node-a']);
  await card(nodeB).getByRole('button', { name: 'Forget the old key…' }).click();
  await button('Forget the old key').click();
  await card(nodeB).getByText('I have compared this fingerprint').click({ timeout: slow });
  await card(nodeB).getByRole('button', { name: 'Trust this key' }).click();
  await card(nodeB).getByText('Trusted').waitFor({ timeout: slow });
  expect(await summary.count()).toBe(0);
  await button('Next').click();
});

test('a protected key asks for its passphrase in its own field', async () => {
  await page.getByRole('textbox', { name: 'User' }).fill('ops');
  await page.locator('label', { hasText: 'Key file' }).click();
  await page.locator('label', { hasText: 'asks for a password' }).click();
  await button('Check the access to both').click();
  expect(await page.getByTestId('summary').getByRole('link').allTextContents()).toEqual([
    'Path of the private key: Name the key file.',
    'sudo password: Enter the password.',
  ]);
  await page.getByTestId('summary').getByRole('link').last().click();
  await isFocused('access.0.sudoPassword');
  await page.keyboard.type(password);
  await page.getByRole('textbox', { name: 'Path of the private key' }).fill(file('key'));
  await button('Check the access to both').click();
  await page.getByText('is protected by a passphrase').first().waitFor({ timeout: slow });
  await isFocused('access.0.passphrase');
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByText('Access and root proven').count(), { timeout: slow }).toBe(2);
  await button('Next').click();
  await page.getByRole('textbox', { name: 'Virtual address' }).fill('10.77.0.123/24');
  const draft = () => readFileSync(join(file('data'), 'draft.json'), 'utf8');
  await expect.poll(draft, { timeout: slow }).toContain('10.77.0.123/24');
});

test('the next start goes on with what was typed: keys are read again, secrets are gone', async () => {
  await page.close();
  await stage.tandem.stop();
  for (const name of readdirSync(file('data')))
    expect(readFileSync(join(file('data'), name)).includes(passphrase), name).toBe(false);
  stage.tandem = await serveTandem({
    dataFolder: file('data'),
    env: { TANDEM_SSH_CONFIG: file('config') },
  });
  page = await openPage(stage.browser, stage.tandem.url, (text) => errors.push(text));
  await button('Go on with my-pair').click();
  await page.getByTestId('resumed').waitFor();
  await expect.poll(() => page.getByText('Trusted').count(), { timeout: slow }).toBe(2);
  await button('Next').click();
  expect(await page.getByRole('textbox', { name: 'Path of the private key' }).inputValue()).toBe(file('key'));
  const secrets = page.locator('input[type=password]');
  expect(
    await secrets.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value)),
  ).toEqual(['', '']);
  await page.getByLabel('Passphrase of the key').fill(passphrase);
  await page.getByLabel('sudo password').fill(password);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByText('Access and root proven').count(), { timeout: slow }).toBe(2);
  await button('Next').click();
  expect(await page.getByRole('textbox', { name: 'Virtual address' }).inputValue()).toBe('10.77.0.123/24');
});

test('a lab whose set-up is not finished is not deployed by one click: its card leads back to the wizard', async () => {
  await page.keyboard.press('Control+3');
  const goOn = button('Go on setting it up');
  await goOn.waitFor();
  expect(await button('Deploy to both hosts').count()).toBe(0);
  await goOn.click();
  await page.getByRole('textbox', { name: 'Virtual address' }).waitFor();
});

test('starting over forgets it, here and for the next start', async () => {
  await button('Start over').click();
  await button('Forget it').click();
  await page.getByRole('textbox', { name: 'Address by hand' }).waitFor();
  await expect.poll(() => readdirSync(file('data')).includes('draft.json')).toBe(false);
  await page.reload();
  await page.getByRole('textbox', { name: 'Address by hand' }).waitFor();
  expect(await page.locator('.pair-node').count()).toBe(0);
  await page.keyboard.press('Control+1');
  await button('Find my hosts').waitFor();
  expect(errors).toEqual([]);
  await stage.expectUntouched();
});
