/**
 * Packages Tandem.
 *
 *   node scripts/dist.ts            the packages of this platform, around the real Electron
 *   node scripts/dist.ts --check    a .deb around a stand-in for Electron, and assertions about what is inside; needs
 *                                   Debian's dpkg-deb and nothing from the network
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Arch, build, Platform } from 'electron-builder';
import { defaultTemplate, readConfiguration, writeSystemParts } from './dist/configuration.ts';
import { readDeb } from './dist/deb-contents.ts';
import { expectations } from './dist/expectations.ts';
import { makeStandIn } from './dist/stand-in.ts';
import { tapRightObstacle, tryTapRight } from './dist/tap-right.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const isTapHere = process.platform === 'linux' && process.arch === 'x64';

function step(name: string, program: string, ...args: string[]): void {
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} failed`);
}

/** All that goes into a package; what is there and cannot have changed by itself is not built again. */
async function buildParts(isFresh: boolean): Promise<void> {
  await readConfiguration(root);
  const script = (name: string) => join(root, 'scripts', name);
  if (isFresh || !existsSync(join(root, 'dist/agent/index.json')))
    step("building the agent's archive", process.execPath, script('build-agent.ts'));
  if (isFresh || !existsSync(join(root, 'dist/renderer/index.html'))) {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    step(
      'building the page',
      process.execPath,
      vite,
      'build',
      '--config',
      'renderer/vite.config.ts',
      '--logLevel',
      'warn',
    );
  }
  step('building main, preload and engine', process.execPath, script('build-electron.ts'));
  step('building the command line', process.execPath, script('build-cli.ts'));
  if (isTapHere) step('building the tap', process.execPath, script('build-tap.ts'));
  writeSystemParts(root);
}

async function makeStandInPackage(work: string): Promise<string> {
  const electronDist = join(work, 'electron');
  makeStandIn(electronDist);
  process.env.CUSTOM_FPM_PATH = join(root, 'scripts/dist/fpm-dpkg-deb');
  process.env.npm_node_execpath = process.execPath;
  const made = await build({
    projectDir: root,
    publish: 'never',
    targets: Platform.LINUX.createTarget('deb', Arch.x64),
    config: { electronDist, directories: { output: 'dist/check' }, deb: { compression: 'gz' } },
  });
  const deb = made.find((file) => file.endsWith('.deb'));
  if (!deb) throw new Error('electron-builder made no .deb');
  return deb;
}

/** Prints each expectation with what is wrong; returns how many failed. */
async function checkPackage(deb: string, work: string): Promise<number> {
  const contents = readDeb(deb, join(work, 'contents'));
  const facts = { root, deb: contents, version, defaultAfterInstall: defaultTemplate('after-install') };
  let failed = 0;
  const tell = (name: string, faults: string[]) => {
    if (faults.length > 0) failed++;
    console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    for (const fault of faults) console.log(`         ${fault}`);
  };
  for (const { name, faults } of expectations(facts)) tell(name, await faults());
  const obstacle = tapRightObstacle();
  const name = 'the tap captures as an ordinary user, by its one capability';
  if (obstacle) console.log(`not run: ${name}: ${obstacle}`);
  else tell(name, await tryTapRight(join(contents.folder, 'opt/Tandem/resources/tap')));
  return failed;
}

async function check(): Promise<number> {
  if (!isTapHere || spawnSync('dpkg-deb', ['--version']).error) {
    console.log('not run: the package check needs a Debian system on x86-64');
    return 0;
  }
  await buildParts(false);
  const work = mkdtempSync(join(tmpdir(), 'tandem-dist-'));
  try {
    const deb = await makeStandInPackage(work);
    const failed = await checkPackage(deb, work);
    console.log(failed === 0 ? `${deb} is as it should be` : `${failed} expectations failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function release(): Promise<number> {
  await buildParts(true);
  for (const file of await build({ projectDir: root, publish: 'never' })) console.log(file);
  return 0;
}

const [mode, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (mode !== undefined && mode !== '--check')) {
  console.error('usage: node scripts/dist.ts [--check]');
  process.exitCode = 2;
} else {
  // Not exitCode: what electron-builder does at the end of the process sets it back to 0.
  process.exit(await (mode === '--check' ? check() : release()));
}
