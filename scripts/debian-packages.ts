import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/** What the tests need of Debian, and why; the lab names its own. */
const packages: Record<string, string> = {
  chromium: 'the end-to-end tests and the screens',
  'fonts-liberation': 'the typeface of the screens, so that they look alike wherever they are taken',
  'fonts-noto-cjk': 'Chinese text in them',
};

function isInstalled(name: string): boolean {
  const { status, stdout } = spawnSync('dpkg-query', ['--status', name], { encoding: 'utf8' });
  return status === 0 && stdout.includes('\nStatus: install ok installed\n');
}

/** Installs what is missing. Returns null when all is there, otherwise why it could not be had. */
export function installDebianPackages(): string | null {
  if (process.platform !== 'linux') return 'not Linux';
  if (spawnSync('dpkg-query', ['--version']).error) return 'not a Debian system';
  const missing = Object.keys(packages).filter((name) => !isInstalled(name));
  if (missing.length === 0) return null;
  if (process.geteuid?.() !== 0) return `not root, and these packages are missing: ${missing.join(', ')}`;
  console.log(`Installing ${missing.map((name) => `${name} (for ${packages[name]})`).join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options: SpawnSyncOptions = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  spawnSync('apt-get', ['update', '-qq'], options);
  const { status } = spawnSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
    options,
  );
  return status === 0 ? null : `apt-get could not install ${missing.join(', ')}`;
}
