import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where an Electron binary is, or why there is none. Never downloads. */
export function findElectron(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): { path: string; reason: null } | { path: null; reason: string } {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = override ?? join(root, 'node_modules', 'electron', 'dist');
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : defaultName(process.platform);
  const path = join(folder, name);
  if (existsSync(path)) return { path, reason: null };
  const reason = override
    ? `ELECTRON_OVERRIDE_DIST_PATH holds no ${name}`
    : 'the npm package "electron" carries no binary, and none was downloaded';
  return { path: null, reason };
}

function defaultName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}
