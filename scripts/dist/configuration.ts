import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Configuration } from 'electron-builder';

const require = createRequire(import.meta.url);

interface ConfigModule {
  getConfig(projectDir: string, configPath: string | null, overrides: null): Promise<Configuration>;
  validateConfiguration(
    config: Configuration,
    debugLogger: { add(key: string, value: unknown): void },
  ): Promise<void>;
}

/** electron-builder's own reader and schema: a key that it does not know is an error, not a wish. */
const { getConfig, validateConfiguration }: ConfigModule = require('app-builder-lib/out/util/config/config');

/** Rejects what electron-builder would only reject after everything was built. */
export async function readConfiguration(root: string): Promise<Configuration> {
  const config = await getConfig(root, join(root, 'electron-builder.yml'), null);
  await checkConfiguration(config);
  return config;
}

/** Rejects with electron-builder's words. */
export function checkConfiguration(config: Configuration): Promise<void> {
  return validateConfiguration(config, { add: () => undefined });
}

/** electron-builder's own template, which `deb.afterInstall` or `deb.afterRemove` would otherwise replace. */
export function defaultTemplate(name: 'after-install' | 'after-remove'): string {
  const package_ = dirname(require.resolve('app-builder-lib/package.json'));
  return readFileSync(join(package_, 'templates', 'linux', `${name}.tpl`), 'utf8');
}

const own = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** What electron-builder does after the installation and after the removal, then what Tandem does; and `tandem` itself. */
export function writeSystemParts(root: string): void {
  const write = (name: string, text: string, mode = 0o644) =>
    writeFileSync(join(root, 'dist', name), text, { mode });
  write('after-install.tpl', defaultTemplate('after-install') + own('after-install-tap.sh'));
  write('after-remove.tpl', defaultTemplate('after-remove') + own('after-remove-cache.sh'));
  write('usr-bin-tandem', own('usr-bin-tandem.sh'), 0o755);
}
