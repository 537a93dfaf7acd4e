import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Command, exitStatus, positiveNumber, UsageError } from '../command.ts';
import { startServer } from '../server.ts';

export function defaultRendererFolder(env: NodeJS.ProcessEnv): string {
  const own = dirname(fileURLToPath(import.meta.url));
  return env.TANDEM_RENDERER ?? join(own, '..', '..', '..', 'dist', 'renderer');
}

export const serve: Command = async ({ engine, options, print, say, signal }) => {
  const folder = defaultRendererFolder(process.env);
  if (!existsSync(join(folder, 'index.html')))
    say(`The page is not built in ${folder}. Run: npm run build:renderer`);
  const port = positiveNumber(options.port, '--port') ?? 0;
  if (!Number.isInteger(port) || port > 65_535)
    throw new UsageError('--port must be a whole number up to 65535');
  const server = await startServer(engine, folder, port);
  print({ url: server.url }, `Tandem: ${server.url}`);
  if (options.open) openBrowser(server.url, say);
  const terminal = process.stdin.isTTY ? createInterface({ input: process.stdin }) : null;
  if (terminal) say('It lets one browser in. Enter prints an address for another one; Ctrl+C ends Tandem.');
  terminal?.on('line', () => {
    const url = server.freshUrl();
    print({ url }, `Tandem: ${url}`);
  });
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  terminal?.close();
  await server.close();
  return exitStatus.done;
};

/** The desktop's own opener; where there is none, the printed URL has to do. */
function openBrowser(url: string, say: (text: string) => void): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const program = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => say('No browser could be opened; open the address above yourself.'));
  child.unref();
}
