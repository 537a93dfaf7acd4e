import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** How a person works the page: with the mouse, or with the keyboard alone. */
export interface Hands {
  press(target: Locator): Promise<void>;
  /** A checkbox. */
  tick(target: Locator): Promise<void>;
  type(target: Locator, text: string): Promise<void>;
  /** One of a list that a button opens, by the beginning of its words. */
  select(opener: Locator, option: string): Promise<void>;
  /** One of a few that are all visible. */
  choose(name: string): Promise<void>;
  next(): Promise<void>;
}

const slow = 30_000;
const radio = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

/** What is ticked and chosen is the words: the box itself is drawn. */
const wordsOf = (target: Locator) => target.locator('xpath=ancestor::label[1]');

export function mouse(page: Page, next: string): Hands {
  return {
    press: (target) => target.click({ timeout: slow }),
    tick: (target) => wordsOf(target).click({ timeout: slow }),
    type: (target, text) => target.fill(text),
    select: async (opener, option) => {
      await opener.click();
      await page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
    },
    choose: async (name) => {
      await wordsOf(radio(page, name)).click();
      expect(await radio(page, name).isChecked()).toBe(true);
    },
    next: () => page.getByRole('button', { name: next, exact: true }).click({ timeout: slow }),
  };
}

export function keyboard(page: Page, next: string): Hands {
  /** Brings the focus to it with Tab alone, as soon as it can have it. */
  const tabTo = async (target: Locator) => {
    await target.waitFor({ state: 'attached', timeout: slow });
    await expect.poll(() => target.isEnabled(), { timeout: slow }).toBe(true);
    for (let steps = 0; steps < 120; steps++) {
      if (await target.evaluate((element) => element === document.activeElement)) {
        // Wherever the focus went, the header with its way to halt is where it was.
        expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`the focus never came to ${target}`);
  };
  const press = async (target: Locator, key = 'Enter') => {
    await tabTo(target);
    await page.keyboard.press(key);
  };
  return {
    press,
    tick: (target) => press(target, 'Space'),
    type: async (target, text) => {
      await tabTo(target);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    select: async (opener, option) => {
      await press(opener);
      await page.getByRole('option').first().waitFor();
      await page.keyboard.type(option);
      await page.keyboard.press('Enter');
    },
    // Into the group by Tab, which stops at the taken one, and on by the arrows.
    choose: async (name) => {
      const wanted = radio(page, name);
      const group = page.getByRole('radiogroup').filter({ has: wanted });
      await tabTo(group.getByRole('radio', { checked: true }));
      for (let steps = 0; steps < 6 && !(await wanted.isChecked()); steps++)
        await page.keyboard.press('ArrowRight');
      expect(await wanted.isChecked()).toBe(true);
    },
    next: async () => {
      await expect
        .poll(() => page.getByRole('button', { name: next, exact: true }).isEnabled(), { timeout: slow })
        .toBe(true);
      await page.keyboard.press('Control+Enter');
    },
  };
}
