// Runs under whatever Node the machine has (20 or newer), before anything is installed: it installs what is missing
// and hands over to the project's own Node 24 through npm.
//   node scripts/setup.mjs start | test [options of what follows]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.tandem-installed');

function run(program, args) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function installNodePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Tandem: installing the npm packages of package-lock.json …');
  // Not `npm ci`: it refuses a lock file whose registry had no optional packages of other platforms to name.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

/**
 * ssh2 makes ciphers of its own at installation, which abort the whole program from Node 24.19 on as soon as one of them
 * is garbage (github.com/mscdex/ssh2/issues/1511). Without them it uses Node's. Not every npm heeds `allowScripts`.
 */
function removeNativeCiphers() {
  rmSync(join(root, 'node_modules/ssh2/lib/protocol/crypto/build'), { recursive: true, force: true });
}

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Tandem needs Node 20 or newer to set itself up; this is ${process.version}.`);
  process.exit(1);
}
const mode = process.argv[2];
if (mode !== 'start' && mode !== 'test') {
  console.error('usage: node scripts/setup.mjs start | test');
  process.exit(2);
}
installNodePackages();
removeNativeCiphers();
run('npm', ['run', '--silent', mode === 'start' ? 'open' : 'check', '--', ...process.argv.slice(3)]);
