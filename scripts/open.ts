import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from './electron-binary.ts';

/** `npm start` after the set-up: builds, then opens the window, or says why not and opens the headless server. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function run(program: string, args: readonly string[]): void {
  const env = { ...process.env, TANDEM_NODE: process.execPath };
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (status) => process.exit(status ?? 1));
}

/** Electron's own installer knows mirrors and proxies; it fails where there is no way out. */
function fetchElectron(): void {
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  spawnSync(process.execPath, [installer], { cwd: root, stdio: 'ignore', timeout: 120_000 });
}

console.log('Tandem: building …');
const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

if (findElectron(root).path === null) fetchElectron();
const electron = findElectron(root);
const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
if (electron.path !== null && hasScreen) {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot)
    console.log(
      'As root, Chromium runs without its sandbox; for more than practice, start Tandem as a user.',
    );
  run(electron.path, ['.', ...(isRoot ? ['--no-sandbox'] : [])]);
} else {
  const reason = electron.reason ?? 'this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  console.log(`*** No Electron window: ${reason}. The same interface opens in a browser instead. ***`);
  run(process.execPath, [join(root, 'engine', 'shell', 'cli.ts'), 'serve', ...process.argv.slice(2)]);
}
