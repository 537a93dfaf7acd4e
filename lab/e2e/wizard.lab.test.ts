import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { nodeExec, nodes } from '../testbed/index.ts';
import { openStage, type Stage } from './support/stage.ts';
import { type Walk, walkOf } from './support/walk.ts';

/**
 * The wizard in Chinese and without a mouse: a dual-master pair spoken by keepalived, on hosts of which one has a
 * keepalived.conf of somebody else's.
 */

const slow = 30_000;
const conf = '/etc/keepalived/keepalived.conf';
const theirs = '# somebody else wrote this';
const vips = ['10.77.0.110', '10.77.0.111'] as const;
let stage: Stage;
let walk: Walk;
let page: Page;

const button = (name: string) => page.getByRole('button', { name, exact: true });
const textbox = (name: string) => page.getByRole('textbox', { name });
const onNode = (node: (typeof nodes)[number]['name'], ...argv: string[]) => nodeExec(node, argv);

beforeAll(async () => {
  stage = await openStage('zh-CN', {
    prepare: () => onNode('node-a', 'sh', '-c', `echo '${theirs}' > ${conf}`),
  });
  page = stage.page;
  walk = walkOf(page, 'zh-CN', 'keyboard');
}, 600_000);

afterAll(async () => {
  await stage?.close();
  await clearNodes();
  await onNode('node-a', 'rm', '-f', conf);
});

test('finds and trusts both hosts, and proves the access', async () => {
  await walk.findHosts();
  await walk.trustHosts();
  await walk.proveAccess({ user: 'root' });
});

test('a second address is suggested; a mistake takes the focus, and a weight is judged while it is typed', async () => {
  await walk.hands.choose('双主');
  await walk.hands.choose('keepalived');
  const second = textbox('虚拟地址').nth(1);
  expect(await second.inputValue()).toBe('10.77.0.101/24');
  expect(await textbox('虚拟路由器 ID').nth(1).inputValue()).toBe('52');

  await walk.hands.type(textbox('虚拟地址').first(), `${vips[0]}/24`);
  await walk.hands.type(second, `${vips[0]}/24`);
  await walk.hands.next();
  await page.getByText('两个虚拟路由器的地址相同。', { exact: true }).waitFor();
  expect(await second.evaluate((element) => element === document.activeElement)).toBe(true);
  await walk.hands.type(second, `${vips[1]}/24`);

  const flips = page.getByTestId('flip');
  await walk.hands.type(textbox('权重'), '-20');
  expect(await flips.evaluateAll((lines) => lines.map((line) => line.dataset.flips))).toEqual([
    'false',
    'false',
  ]);
  await page.getByText('太小：首选节点仍会持有地址。').waitFor();
  await walk.hands.type(textbox('权重'), '-60');
  expect(await flips.allTextContents()).toEqual([
    'node-a 上的 nginx 失败：150 − 60 = 90 < 100：node-b 接管',
    'node-b 上的 nginx 失败：150 − 60 = 90 < 100：node-a 接管',
  ]);

  await walk.hands.tick(page.getByRole('checkbox', { name: '在两个节点上放置演示页面' }));

  await walk.hands.choose('主备');
  await walk.hands.choose('双主');
  expect(await second.inputValue()).toBe(`${vips[1]}/24`);
  await walk.hands.type(textbox('通告间隔（毫秒）'), '100');
  await expect.poll(() => page.getByTestId('predicted-crash-2').textContent()).toContain('360.9');
  await walk.hands.next();
});

test('nothing is deployed without the consent that the plan asks for', async () => {
  await page.getByText('已就绪：没有障碍。').waitFor({ timeout: slow });
  await walk.hands.next();
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
  await walk.hands.press(replaced.locator('summary'));
  expect(await replaced.locator('.diff-removed').allTextContents()).toEqual([`-${theirs}`]);
  expect(await replaced.locator('.diff-added').allTextContents()).toContain('+    virtual_router_id 52');
  expect(await deploy.isDisabled()).toBe(true);
  expect(nodeDifferences(stage.untouched, await snapshotNodes())).toEqual([]);

  await walk.hands.tick(page.getByRole('checkbox', { name: /keepalived\.conf/ }));
  await walk.hands.press(deploy);
  await page.getByText('主机对已就绪。').waitFor({ timeout: slow });
});

test('each node owns one address, by the wire and by its kernel', async () => {
  await walk.hands.press(button('前往拓扑'));
  for (const [index, { name }] of nodes.entries())
    await walk.expectOwner(51 + index, vips[index] ?? '', name);
});

test('the demo page at each address names its node', async () => {
  for (const [index, { name }] of nodes.entries()) {
    const visitor = await page.context().browser()?.newPage();
    if (!visitor) throw new Error('no browser');
    await visitor.goto(`http://${vips[index]}/tandem-demo.html`);
    await visitor.getByRole('heading', { name, exact: true }).waitFor();
    await visitor.close();
  }
});

test('a plan of what is there already says that nothing is to be done', async () => {
  await page.keyboard.press('Control+2');
  await page.getByText('两台主机已是如此：部署不会更改任何内容，只会查看。').waitFor({ timeout: slow });
});

test('uninstalling brings back what was there, and leaves nothing else', async () => {
  await walk.uninstall();
  await stage.expectUntouched();
  expect((await onNode('node-a', 'cat', conf)).stdout.trim()).toBe(theirs);
});
