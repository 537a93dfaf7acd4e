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

const ownAfterInstall = join(import.meta.dirname, 'after-install-tap.sh');

/** electron-builder's template for after the installation, which `deb.afterInstall` would otherwise replace. */
export function defaultAfterInstall(): string {
  const package_ = dirname(require.resolve('app-builder-lib/package.json'));
  return readFileSync(join(package_, 'templates', 'linux', 'after-install.tpl'), 'utf8');
}

/** What electron-builder does after the installation, then what Tandem does. */
export function writeAfterInstall(root: string): void {
  const own = readFileSync(ownAfterInstall, 'utf8');
  writeFileSync(join(root, 'dist', 'after-install.tpl'), defaultAfterInstall() + own);
}
