import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { checkout } from '../testbed/index.ts';

/** Chromium stays on this machine: nothing in the background, no updates. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.TANDEM_CHROMIUM ?? '/usr/bin/chromium',
    args: chromiumArguments,
  });
}

export interface ServedTandem {
  url: string;
  dataFolder: string;
  /** Ends it as Ctrl+C does, and waits until it has put its things back. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** Kept when it stops; without it there is one for this run alone. */
  dataFolder?: string;
  /** On top of this process's own. */
  env?: Readonly<Record<string, string>>;
}

/** The headless server as people start it: the command line in a process of its own. */
export async function serveTandem(options: ServeOptions = {}): Promise<ServedTandem> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'tandem-e2e-'));
  const cli = join(checkout, 'engine', 'shell', 'cli.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    [cli, 'serve', '--no-open', '--json', '--data', dataFolder],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...options.env } },
  );
  if (!child.stdout) throw new Error('no output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    dataFolder,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGINT');
        await ended;
      }
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A page that fails the test when a script of it does. */
export async function openPage(
  browser: Browser,
  url: string,
  onError: (text: string) => void,
  locale = 'en-US',
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale });
  page.on('pageerror', (error) => onError(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') onError(message.text());
  });
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  return page;
}
