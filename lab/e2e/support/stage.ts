import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import {
  launchChromium,
  openPage,
  type ServedTandem,
  type ServeOptions,
  serveTandem,
} from '../../support/browser.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../../support/nodes-state.ts';
import { ensureUp, type Snapshot } from '../../testbed/index.ts';

/** A fresh Tandem behind a fresh browser, and two nodes on which nothing of it is. */
export interface Stage {
  page: Page;
  /** A suite that starts it anew puts the new one here. */
  tandem: ServedTandem;
  browser: Browser;
  /** The nodes before anything was done. */
  untouched: Snapshot[];
  /** No script of the page failed, and both nodes are as they were. */
  expectUntouched(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions extends ServeOptions {
  /** Brings the nodes into the state that counts as untouched. */
  prepare?: () => Promise<unknown>;
}

export async function openStage(language: 'en-US' | 'zh-CN', options: StageOptions = {}): Promise<Stage> {
  await ensureUp();
  await clearNodes();
  await options.prepare?.();
  const untouched = await snapshotNodes();
  const scriptErrors: string[] = [];
  const tandem = await serveTandem(options);
  const browser = await launchChromium();
  const page = await openPage(browser, tandem.url, (text) => scriptErrors.push(text), language);
  const stage: Stage = {
    page,
    tandem,
    browser,
    untouched,
    expectUntouched: async () => {
      expect(scriptErrors).toEqual([]);
      expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
    },
    close: async () => {
      await browser.close();
      await stage.tandem.stop();
    },
  };
  return stage;
}
