import type { Page } from 'playwright-core';
import { wizardSteps } from '../../protocol/contract/draft.ts';
import type { PageWords } from '../e2e/support/words.ts';
import { nodes, password } from '../testbed/index.ts';

type WizardStep = (typeof wizardSteps)[number];

/** Walks the wizard up to the point where a deploy would begin; `shoot` is called in each step, the scan last. */
export async function walkWizard(
  page: Page,
  words: PageWords,
  shoot: (step: string) => Promise<unknown>,
): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const step = (which: WizardStep) => page.locator('.step-rail li').nth(wizardSteps.indexOf(which));
  const next = async (which: WizardStep) => {
    await button(words.next).click();
    await step(which).locator('[aria-current="step"]').waitFor();
  };
  await button(words.findHosts).click();
  await page.getByRole('button', { name: words.interface }).click();
  await page.getByRole('option', { name: /^tandem0/ }).click();
  await button(words.scan).click();
  for (const { address } of nodes) {
    const row = page.locator(`tr[data-host="${address}"]`);
    await row.waitFor();
    await row.getByText(address).click();
  }
  await next('trust');
  const card = (host: string) => page.locator(`section[data-host="${host}"]`);
  for (const { address } of nodes) await card(address).getByText('SHA256:').first().waitFor();
  await shoot('trust');
  for (const { address } of nodes) {
    await card(address).locator('label').click();
    await card(address).getByRole('button', { name: words.accept }).click();
    await card(address).getByText(words.trusted, { exact: true }).waitFor();
  }
  await next('access');
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.getByText(words.proven).nth(1).waitFor();
  await next('vip');
  await shoot('addresses');
  await next('preflight');
  await page.getByText(words.ready).waitFor();
  await shoot('check');
  await next('review');
  await page.locator('.plan-row').first().waitFor();
  await shoot('review');
  await step('scan').getByRole('button').click();
  await page.locator('tr[data-host]').first().waitFor();
  await shoot('find');
}
