/**
 * Builds what Electron runs: `node scripts/build-electron.ts`.
 *
 *   dist/electron/main.js      ESM: the window's side; Electron resolves its imports before "ready"
 *   dist/electron/engine.js    ESM: the utility process with the whole engine
 *   dist/electron/oui.json     the IEEE's MAC address blocks, read by the engine when a scan wants them
 *   dist/electron/preload.cjs  CommonJS in one file: a sandboxed preload has no module loader
 *
 * Everything but `electron` and Node's own modules is inside, so that the packaged app needs no node_modules. ssh2's
 * native parts are optional: it does the same in JavaScript, and they would be built for another Node than Electron's.
 */
import { copyFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'dist', 'electron');

/** A native part is "not installed", which is the case that its package is written for. */
const withoutNativeParts: Plugin = {
  name: 'without-native-parts',
  resolveId: (id) => (id.endsWith('.node') || id === 'cpu-features' ? `\0absent:${basename(id)}` : null),
  load: (id) =>
    id.startsWith('\0absent:')
      ? { code: `throw new Error('not part of this build');`, moduleType: 'js', moduleSideEffects: true }
      : null,
};

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
    plugins: [withoutNativeParts],
    // ssh2's WebAssembly loader is CommonJS and names its folder, which an ES module has under another name.
    ...(format === 'esm' ? { transform: { define: { __dirname: 'import.meta.dirname' } } } : {}),
  });
  await bundle.write({ file: join(output, file), format, codeSplitting: false, comments: { legal: true } });
  await bundle.close();
}

await Promise.all(targets.map(build));
copyFileSync(join(root, 'node_modules/oui-data/index.json'), join(output, 'oui.json'));
