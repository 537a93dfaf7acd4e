import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type NodeName, nodeExec, nodeInterface, nodes, password } from '../../testbed/index.ts';
import { type Hands, keyboard, mouse } from './hands.ts';
import { chinese, english, type PageWords } from './words.ts';

/** How both nodes are entered; the password stands for root's, the key and the sudo password for user ops'. */
export type WayIn = { user: 'root' } | { user: 'ops'; keyPath: string; passphrase?: string };

export interface Walk {
  page: Page;
  words: PageWords;
  hands: Hands;
  /** Scans the test bed's segment and takes both nodes. */
  findHosts(): Promise<void>;
  /** Compares both fingerprints with the nodes' own, and trusts them. */
  trustHosts(): Promise<void>;
  /** Types how to get in, has it proven on both nodes, and goes on. */
  proveAccess(way: WayIn): Promise<void>;
  /** Types addresses and interval, goes through the check, and deploys; consents first where `consent` is read. */
  deploy(vips: readonly string[], consent?: RegExp): Promise<void>;
  /** The virtual router is led by that node, and by no other: by the wire on the page, and by both kernels. */
  expectOwner(vrid: number, vip: string, node: NodeName): Promise<void>;
  uninstall(): Promise<void>;
}

const slow = 30_000;
/** Of a deploy or an uninstall; a busy machine is no failure. */
const taskLimit = 120_000;

/** The wizard from its first button to the uninstall, as a person works it against the two real nodes. */
export function walkOf(page: Page, language: 'en' | 'zh-CN', device: 'mouse' | 'keyboard' = 'mouse'): Walk {
  const words = language === 'en' ? english : chinese;
  const hands = (device === 'mouse' ? mouse : keyboard)(page, words.next);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const textbox = (name: string | RegExp) => page.getByRole('textbox', { name });
  const secret = (name: string) =>
    page.getByLabel(name, { exact: true }).and(page.locator('[type=password]'));
  const card = (host: string) => page.locator(`section[data-host="${host}"]`);

  /** What was pressed may be gone: then the focus is on what took its place. */
  const focusedText = () =>
    page.evaluate(() =>
      document.activeElement === document.body ? 'nothing' : document.activeElement?.textContent,
    );

  return {
    page,
    words,
    hands,
    findHosts: async () => {
      await hands.press(button(words.findHosts));
      await hands.select(page.getByRole('button', { name: words.interface }), 'tandem0');
      await expect.poll(() => textbox(words.range).inputValue()).toBe('10.77.0.0/24');
      await hands.press(button(words.scan));
      for (const { address } of nodes) {
        const row = page.locator(`tr[data-host="${address}"]`);
        await row.waitFor({ timeout: slow });
        expect(await row.textContent()).toContain('OpenSSH');
        await hands.tick(row.getByRole('checkbox'));
      }
      await hands.next();
    },
    trustHosts: async () => {
      for (const { name, address } of nodes) {
        const own = await nodeExec(name, ['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub']);
        await card(address)
          .getByText(own.stdout.split(' ')[1] ?? '')
          .waitFor({ timeout: slow });
        const accept = card(address).getByRole('button', { name: words.accept });
        expect(await accept.isDisabled()).toBe(true);
        await hands.tick(card(address).getByRole('checkbox'));
        await hands.press(accept);
        await card(address).getByText(words.trusted, { exact: true }).waitFor({ timeout: slow });
        if (device === 'keyboard') expect(await focusedText()).toContain(name);
      }
      await hands.next();
    },
    proveAccess: async (way) => {
      await hands.type(textbox(words.user), way.user);
      if (way.user === 'root') await hands.type(page.locator('input[type=password]'), password);
      else {
        await hands.choose(words.keyFile);
        await hands.type(textbox(words.keyPath), way.keyPath);
        if (way.passphrase !== undefined) await hands.type(secret(words.passphrase), way.passphrase);
        await hands.choose(words.sudoWithPassword);
        await hands.type(secret(words.sudoPassword), password);
      }
      await page.keyboard.press('Enter');
      await expect.poll(() => page.getByText(words.proven).count(), { timeout: slow }).toBe(2);
      const nginx = page.locator('[data-program="nginx"]');
      await expect.poll(() => nginx.allTextContents(), { timeout: slow }).toHaveLength(2);
      await hands.next();
    },
    deploy: async (vips, consent) => {
      for (const [index, vip] of vips.entries()) {
        await hands.type(textbox(words.vip).nth(index), `${vip}/24`);
        await hands.type(textbox(words.vrid).nth(index), String(51 + index));
      }
      await hands.type(textbox(words.interval), '100');
      await hands.next();
      await page.getByText(words.ready).waitFor({ timeout: slow });
      await hands.next();
      if (consent) await hands.tick(page.getByRole('checkbox', { name: consent }));
      await hands.press(button(words.deploy));
      await page.getByText(words.isUp).waitFor({ timeout: taskLimit });
      if (device === 'keyboard') expect(await focusedText()).toContain(words.isUp);
      await hands.press(button(words.toTopology));
    },
    expectOwner: async (vrid, vip, node) => {
      const owner = page.getByTestId(`owner-${vrid}`);
      await expect.poll(() => owner.textContent(), { timeout: slow }).toContain(node);
      for (const { name } of nodes) {
        const argv = ['ip', '-o', 'addr', 'show', 'dev', nodeInterface, 'to', `${vip}/32`];
        const { stdout } = await nodeExec(name, argv);
        expect(stdout.includes(`${vip}/24`), `${vip} on ${name}`).toBe(name === node);
      }
    },
    uninstall: async () => {
      await page.keyboard.press('Control+1');
      await hands.press(button(words.uninstall));
      await hands.press(button(words.uninstallConfirm));
      await page.getByText(words.doneIn).waitFor({ timeout: taskLimit });
    },
  };
}
