import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Builds all that a start needs: the agent's archive, the page, the window's main and preload. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const parts = [
  [process.execPath, join(root, 'scripts', 'build-agent.ts')],
  [
    join(root, 'node_modules', '.bin', 'vite'),
    'build',
    '--config',
    'renderer/vite.config.ts',
    '--logLevel',
    'warn',
  ],
  [process.execPath, join(root, 'scripts', 'build-electron.ts')],
];
for (const [program = '', ...args] of parts) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
