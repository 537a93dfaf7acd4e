import { launchChromium } from './support/browser.ts';
const b = await launchChromium();
const out = process.argv[2]!;
for (const spec of process.argv.slice(3)) {
  const [name, size, query, click] = spec.split('|');
  const [w, h] = size!.split('x').map(Number);
  const p = await b.newPage({ viewport: { width: w!, height: h! } });
  await p.goto(`http://127.0.0.1:5199/testing/index.html?${query}`);
  await p.waitForTimeout(1500);
  for (const c of (click ?? '').split(';').filter(Boolean)) { await p.getByRole('button', { name: c, exact: true }).first().click(); await p.waitForTimeout(7000); }
  await p.locator(".notice").last().scrollIntoViewIfNeeded().catch(()=>{}); await p.screenshot({ path: `${out}/${name}.png` });
  await p.close();
}
await b.close();
