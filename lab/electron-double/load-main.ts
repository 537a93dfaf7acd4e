import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElectronDouble } from './double-types.ts';

export const built = join(import.meta.dirname, '..', '..', 'dist', 'electron');

const key = 'tandemElectronDouble';
let runs = 0;

/** Runs the built main.js under Node with the double in Electron's place; resolves when it was evaluated. */
export async function loadMain(double: ElectronDouble): Promise<void> {
  const run = ++runs;
  const address = `electron-double:${run}`;
  const names = Object.keys(double.electron);
  Object.assign(globalThis, { [`${key}${run}`]: double.electron });
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: address, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === address
        ? {
            format: 'module',
            shortCircuit: true,
            source: `export const { ${names.join(', ')} } = globalThis.${key}${run};`,
          }
        : next(url, context),
  });
  try {
    const { nativeImport } = createRequire(import.meta.url)('./native-import.ts');
    await nativeImport(`${pathToFileURL(join(built, 'main.js')).href}?run=${run}`);
  } finally {
    hooks.deregister();
  }
}
