import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chinese, english } from '../e2e/support/words.ts';
import { launchChromium, serveTandem } from '../support/browser.ts';
import { clearNodes } from '../support/nodes-state.ts';
import { optionsOr } from '../support/options.ts';
import { exampleLab, startTestEngine } from '../support/test-engine.ts';
import { checkout, ensureUp, nodeExec, nodes } from '../testbed/index.ts';
import { walkWizard } from './wizard.ts';

/**
 * `npm run screens`: walks the product on the real lab and keeps what it looks like under docs/screens. Every state on
 * them happened: the drill ran, the split brain was made with packet rules on both nodes.
 */

const folder = join(checkout, 'docs', 'screens');
const sizes = { small: { width: 1024, height: 768 }, large: { width: 1440, height: 900 } } as const;
type Look = { size: keyof typeof sizes; scheme: 'light' | 'dark'; language: 'en' | 'zh-CN' };

const looks: Look[] = [
  { size: 'large', scheme: 'light', language: 'en' },
  { size: 'small', scheme: 'light', language: 'en' },
  { size: 'large', scheme: 'dark', language: 'en' },
  { size: 'small', scheme: 'dark', language: 'zh-CN' },
];

function fileOf(name: string, { size, scheme, language }: Look): string {
  const { width, height } = sizes[size];
  return join(folder, `${name}-${width}x${height}-${scheme}-${language}.png`);
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await ensureUp();
  await clearNodes();
  const tandem = await serveTandem();
  const browser = await launchChromium();
  const pages: { look: Look; page: Page }[] = [];
  const shoot = async (name: string, wanted: readonly Look[] = looks) => {
    for (const { look, page } of pages)
      if (wanted.includes(look)) await page.screenshot({ path: fileOf(name, look), animations: 'disabled' });
    console.log(name);
  };
  const press = (key: string) => Promise.all(pages.map(({ page }) => page.keyboard.press(key)));
  const everywhere = (use: (page: Page) => Promise<unknown>) =>
    Promise.all(pages.map(({ page }) => use(page)));
  try {
    for (const look of looks) await shootWizard(browser, look);
    pages.push(...(await openPages(browser, tandem.url)));
    const [first] = pages;
    if (!first) throw new Error('no page');
    const { page } = first;
    await everywhere((own) => own.locator('main').waitFor());
    await shoot('home');

    await page.getByRole('button', { name: 'Use the running practice lab' }).click();
    await page.getByRole('button', { name: 'Open the practice lab' }).waitFor();
    await everywhere((own) => own.reload());
    await everywhere((own) => own.locator('main').waitFor());
    await saveWithChecks(tandem.dataFolder);
    await deployPractice(page);
    await everywhere((own) => own.reload());
    await everywhere((own) => own.locator('main').waitFor());
    await press('Control+3');
    await everywhere((own) => own.locator('[data-testid="vip-token-51"][data-node="node-a"]').waitFor());
    await everywhere((own) => own.getByText('10.77.0.11').first().waitFor());
    await everywhere((own) => own.getByText('nginx').first().waitFor());
    await shoot('topology');

    const owner = (node: string) =>
      everywhere((own) => own.locator(`[data-testid="vip-token-51"][data-node="${node}"]`).waitFor());
    await nodeExec('node-a', ['systemctl', 'stop', 'nginx']);
    await owner('node-b');
    await shoot('check-failed');
    await nodeExec('node-a', ['systemctl', 'start', 'nginx']);
    await owner('node-a');

    await page.locator('[data-testid="switchover-51"]:not([aria-disabled="true"])').click();
    await page.getByTestId('switchover-result-51').waitFor();
    await owner('node-b');
    await shoot('switchover', looks.slice(0, 1));
    await page.locator('[data-testid="switchover-51"]:not([aria-disabled="true"])').click();
    await owner('node-a');

    await press('Control+4');
    await everywhere((own) => own.getByTestId('frame-row').nth(12).waitFor());
    const advert = (own: Page) => own.getByTestId('frame-row').filter({ hasText: 'VRRPv3' }).first();
    // Of a list that follows, a row is gone before a pointer gets there.
    await everywhere((own) => advert(own).dispatchEvent('click'));
    await everywhere((own) => own.getByText('Virtual Router Redundancy Protocol').first().waitFor());
    await shoot('monitor');

    await press('Control+5');
    await everywhere((own) => own.getByTestId('drill-start-crash').waitFor());
    await shoot('drills');
    await page.locator('[data-testid="drill-start-crash"]:not([disabled])').click();
    const observing = (own: Page) => own.locator('.phases > li').nth(3).getByText('Running');
    await observing(page).waitFor({ timeout: 30_000 });
    await shoot('drill-running', looks.slice(0, 1));
    await everywhere((own) => own.getByTestId('drill-verdict').first().waitFor({ timeout: 60_000 }));
    await shoot('drill-report');

    await press('Control+3');
    for (const { name } of nodes) await blockAdverts(name);
    await everywhere((own) =>
      own.locator('[data-verdict="split-brain"]').first().waitFor({ timeout: 15_000 }),
    );
    await shoot('split-brain');
  } finally {
    await nodeExec('node-a', ['systemctl', 'start', 'nginx']);
    for (const { name } of nodes) await nodeExec(name, ['nft', 'delete', 'table', 'inet', 'screens']);
    await browser.close();
    await tandem.stop();
    await clearNodes();
  }
}

/** With a Tandem of its own, which has seen none of the hosts. */
async function shootWizard(browser: Browser, look: Look): Promise<void> {
  const tandem = await serveTandem();
  const page = await openPage(browser, look, tandem.url);
  try {
    await walkWizard(page, look.language === 'en' ? english : chinese, (step) =>
      page.screenshot({ path: fileOf(`wizard-${step}`, look), animations: 'disabled' }),
    );
    console.log(`wizard ${look.language} ${look.size} ${look.scheme}`);
  } finally {
    await page.context().close();
    await tandem.stop();
  }
}

async function openPage(
  browser: Browser,
  look: Look,
  url: string,
  storageState?: BrowserContextOptions['storageState'],
): Promise<Page> {
  const context = await browser.newContext({
    viewport: sizes[look.size],
    colorScheme: look.scheme,
    locale: look.language === 'en' ? 'en-US' : look.language,
    ...(storageState ? { storageState } : {}),
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('main').waitFor();
  return page;
}

/** One page for each look; the session's cookie belongs to them all. */
async function openPages(browser: Browser, url: string): Promise<{ look: Look; page: Page }[]> {
  const opened: { look: Look; page: Page }[] = [];
  let storageState: BrowserContextOptions['storageState'];
  for (const look of looks) {
    const page = await openPage(browser, look, storageState ? new URL(url).origin : url, storageState);
    storageState ??= { cookies: await page.context().cookies(), origins: [] };
    opened.push({ look, page });
  }
  return opened;
}

/** The practice lab, with the health checks that people have. */
async function saveWithChecks(dataFolder: string): Promise<void> {
  const engine = startTestEngine({ dataFolder });
  const http = { kind: 'http', name: 'page', url: 'http://127.0.0.1/', weight: -60 } as const;
  await engine.save(
    exampleLab({ name: 'practice', checks: [{ kind: 'process', process: 'nginx', weight: -60 }, http] }),
  );
  await engine.close();
}

async function deployPractice(page: Page): Promise<void> {
  await page.keyboard.press('Control+3');
  await page
    .getByRole('button', { name: /Deploy/ })
    .first()
    .click();
  await page.getByText('Done in').waitFor({ timeout: 60_000 });
}

/** Each node stops hearing the other: both become master, which is what VRRP does in a partition. */
async function blockAdverts(node: (typeof nodes)[number]['name']): Promise<void> {
  const table = ['nft', 'add', 'table', 'inet', 'screens'];
  const chain = [
    'nft',
    'add',
    'chain',
    'inet',
    'screens',
    'input',
    '{ type filter hook input priority -300; }',
  ];
  const rule = ['nft', 'add', 'rule', 'inet', 'screens', 'input', 'ip', 'protocol', '112', 'drop'];
  for (const argv of [table, chain, rule]) {
    const { status, stderr } = await nodeExec(node, argv);
    if (status !== 0) throw new Error(`${argv.join(' ')} on ${node}: ${stderr}`);
  }
}

optionsOr('Usage: npm run screens\n', { options: {} });
await main();
