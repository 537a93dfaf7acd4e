import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, openPage, type ServedTandem, serveTandem } from '../support/browser.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { ensureUp, nodeExec, nodes, password, type Snapshot } from '../testbed/index.ts';

/**
 * The wizard in Chinese and without a mouse: a dual-master pair spoken by keepalived, on hosts of which one has a
 * keepalived.conf of somebody else's.
 */

const slow = 30_000;
const conf = '/etc/keepalived/keepalived.conf';
const theirs = '# somebody else wrote this';
const vips = ['10.77.0.110', '10.77.0.111'] as const;
let tandem: ServedTandem;
let browser: Browser;
let page: Page;
let untouched: Snapshot[];
const scriptErrors: string[] = [];

const button = (name: string) => page.getByRole('button', { name, exact: true });
const textbox = (name: string) => page.getByRole('textbox', { name });
const onNode = (node: (typeof nodes)[number]['name'], ...argv: string[]) => nodeExec(node, argv);

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  await onNode('node-a', 'sh', '-c', `echo '${theirs}' > ${conf}`);
  untouched = await snapshotNodes();
  tandem = await serveTandem();
  browser = await launchChromium();
  page = await openPage(browser, tandem.url, (text) => scriptErrors.push(text), 'zh-CN');
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await tandem?.stop();
  await clearNodes();
  await onNode('node-a', 'rm', '-f', conf);
});

/** Brings the focus to it with Tab alone, as soon as it can have it. */
async function tabTo(target: Locator): Promise<void> {
  await target.waitFor({ state: 'attached', timeout: slow });
  await expect.poll(() => target.isEnabled(), { timeout: slow }).toBe(true);
  for (let steps = 0; steps < 120; steps++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the focus never came to ${target}`);
}

async function press(target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(target);
  await page.keyboard.press(key);
}

async function type(target: Locator, text: string): Promise<void> {
  await tabTo(target);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Into the group by Tab, which stops at the taken one, and on by the arrows. */
async function choose(name: string): Promise<void> {
  const wanted = page.getByRole('radio', { name, exact: true });
  const group = page.getByRole('radiogroup').filter({ has: wanted });
  await tabTo(group.getByRole('radio', { checked: true }));
  for (let steps = 0; steps < 4 && !(await wanted.isChecked()); steps++)
    await page.keyboard.press('ArrowRight');
  expect(await wanted.isChecked()).toBe(true);
}

const next = () => page.keyboard.press('Control+Enter');

test('finds and trusts both hosts, and proves the access', async () => {
  await press(button('查找我的主机'));
  await press(page.getByRole('button', { name: /接口/ }));
  await page.getByRole('option').first().waitFor();
  await page.keyboard.type('tandem0');
  await page.keyboard.press('Enter');
  await expect.poll(() => textbox('范围').inputValue()).toBe('10.77.0.0/24');
  await press(button('扫描'));
  for (const { address } of nodes)
    await press(page.locator(`tr[data-host="${address}"]`).getByRole('checkbox'), 'Space');
  await tabTo(button('下一步'));
  await next();
  for (const { address } of nodes) {
    const card = page.locator(`section[data-host="${address}"]`);
    await press(card.getByRole('checkbox'), 'Space');
    await press(card.getByRole('button', { name: '信任此密钥' }));
    await card.getByText('已信任', { exact: true }).waitFor({ timeout: slow });
  }
  await next();
  await type(page.locator('input[type=password]'), password);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByText('已证实可访问并取得 root').count(), { timeout: slow }).toBe(2);
  await next();
});

test('a second address is suggested; a mistake takes the focus, and a weight is judged while it is typed', async () => {
  await choose('双主');
  await choose('keepalived');
  const second = textbox('虚拟地址').nth(1);
  expect(await second.inputValue()).toBe('10.77.0.101/24');
  expect(await textbox('虚拟路由器 ID').nth(1).inputValue()).toBe('52');

  await type(textbox('虚拟地址').first(), `${vips[0]}/24`);
  await type(second, `${vips[0]}/24`);
  await next();
  await page.getByText('两个虚拟路由器的地址相同。').waitFor();
  expect(await second.evaluate((element) => element === document.activeElement)).toBe(true);
  await type(second, `${vips[1]}/24`);

  const flips = page.getByTestId('flip');
  await type(textbox('权重'), '-20');
  expect(await flips.evaluateAll((lines) => lines.map((line) => line.dataset.flips))).toEqual([
    'false',
    'false',
  ]);
  await page.getByText('太小：首选节点仍会持有地址。').waitFor();
  await type(textbox('权重'), '-60');
  expect(await flips.allTextContents()).toEqual([
    'node-a 上的 nginx 失败：150 − 60 = 90 < 100：node-b 接管',
    'node-b 上的 nginx 失败：150 − 60 = 90 < 100：node-a 接管',
  ]);

  await choose('主备');
  await choose('双主');
  expect(await second.inputValue()).toBe(`${vips[1]}/24`);
  await type(textbox('通告间隔（毫秒）'), '100');
  await expect.poll(() => page.getByTestId('predicted-crash-2').textContent()).toContain('360.9');
  await next();
});

test('nothing is deployed without the consent that the plan asks for', async () => {
  await page.getByText('已就绪：没有障碍。').waitFor({ timeout: slow });
  await next();
  const deploy = button('部署到两台主机');
  const rows = page.locator('.plan-row');
  await rows.first().waitFor({ timeout: slow });
  const numbers = await page.locator('.plan-no').allTextContents();
  expect(numbers).toEqual(numbers.map((_, index) => String(index + 1)));
  expect(await page.locator('.plan-group h3').allTextContents()).toEqual([
    ...['node-b', 'node-a', '两个节点'],
    ...['node-b', 'node-a', '两个节点'],
  ]);
  const replaced = rows.filter({ hasText: '需您同意' });
  await press(replaced.locator('summary'));
  expect(await replaced.locator('.diff-removed').allTextContents()).toEqual([`-${theirs}`]);
  expect(await replaced.locator('.diff-added').allTextContents()).toContain('+    virtual_router_id 52');
  expect(await deploy.isDisabled()).toBe(true);
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);

  await press(page.getByRole('checkbox', { name: /keepalived\.conf/ }), 'Space');
  await press(deploy);
  await page.getByText('主机对已就绪。').waitFor({ timeout: slow });
});

test('each node owns one address, by the wire and by its kernel', async () => {
  await press(button('前往拓扑'));
  for (const [index, { name }] of nodes.entries()) {
    const owner = page.getByTestId(`owner-${51 + index}`);
    await expect.poll(() => owner.textContent(), { timeout: slow }).toContain(name);
    const { stdout } = await onNode(name, 'ip', '-o', 'addr', 'show', 'to', `${vips[index]}/32`);
    expect(stdout).toContain(`${vips[index]}/24`);
  }
});

test('a plan of what is there already says that nothing is to be done', async () => {
  await page.keyboard.press('Control+2');
  await page.getByText('两台主机已是如此：部署不会更改任何内容，只会查看。').waitFor({ timeout: slow });
});

test('uninstalling brings back what was there, and leaves nothing else', async () => {
  await page.keyboard.press('Control+1');
  await press(button('从两台主机卸载'));
  await press(button('卸载'));
  await page.getByText('完成，用时').waitFor({ timeout: slow });
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
  expect((await onNode('node-a', 'cat', conf)).stdout.trim()).toBe(theirs);
  expect(scriptErrors).toEqual([]);
});
