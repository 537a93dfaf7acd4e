/**
 * Builds what Electron runs: `node scripts/build-electron.ts`.
 *
 *   dist/electron/main.js      ESM: the window's side; Electron resolves its imports before "ready"
 *   dist/electron/engine.js    ESM: the utility process with the whole engine
 *   dist/electron/oui.json     the IEEE's MAC address blocks, read by the engine when a scan wants them
 *   dist/electron/preload.cjs  CommonJS in one file: a sandboxed preload has no module loader
 *
 * Everything but `electron` and Node's own modules is inside, so that the packaged app needs no node_modules.
 */
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { folderName, withoutHttpAgents, withoutNativeParts } from './bundle/engine-parts.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'dist', 'electron');

interface Target {
  source: string;
  file: string;
  format: 'esm' | 'cjs';
}

const targets: readonly Target[] = [
  { source: 'electron/main/main.ts', file: 'main.js', format: 'esm' },
  { source: 'electron/main/engine-entry.ts', file: 'engine.js', format: 'esm' },
  { source: 'electron/preload/preload.ts', file: 'preload.cjs', format: 'cjs' },
];

async function build({ source, file, format }: Target): Promise<void> {
  const bundle = await rolldown({
    input: join(root, source),
    cwd: root,
    platform: 'node',
    external: ['electron'],
    plugins: [withoutNativeParts, withoutHttpAgents],
    ...(format === 'esm' ? { transform: { define: folderName } } : {}),
  });
  await bundle.write({ file: join(output, file), format, codeSplitting: false, comments: { legal: true } });
  await bundle.close();
}

await Promise.all(targets.map(build));
copyFileSync(join(root, 'node_modules/oui-data/index.json'), join(output, 'oui.json'));
