/**
 * Builds the archives that are pushed to hosts, for x64 and arm64: `node scripts/build-agent.ts`.
 *
 *   bin/tandem-agent                 starts the agent with the Node that is beside it
 *   lib/agent.mjs, lib/*.mjs         the agent
 *   lib/node                         the pinned Node, stripped
 *   lib/node_modules/…               koffi and raw-socket with their native parts
 *   libexec/release-vips             what systemd runs after the agent, plain sh
 *   systemd/tandem-agent.service
 *   MANIFEST.json                    version, architecture, SHA-256 of every file
 *
 * An archive's name carries its SHA-256: the same inputs give the same archive. Written to dist/agent/, with an
 * index.json that names them by architecture. They need Linux with glibc 2.28, libstdc++ and systemd, and nothing else.
 * The one for arm64 is cross-compiled; where that cannot be done, it is left out, and said.
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
import { arm64Inputs, arm64Obstacle, makeArm64Target } from './agent/arm64.ts';
import { type AgentTarget, nativeFiles, ownTarget, plainFiles } from './agent/target.ts';
import { type ArchiveFile, tarArchive } from './tar-writer.ts';

const root = resolve(import.meta.dirname, '..');
const output = join(root, 'dist', 'agent');
const inputsFileOf = (arch: string) => join(output, `.inputs-${arch}`);
const indexFile = join(output, 'index.json');

/*
 * What runs for months is given little memory: no TurboFan, Maglev only for what is called again and again (both, and
 * what they compile, take 14 MB, and a takeover is no faster with them), no threads for them, a small young generation.
 * What lives as long as somebody watches and has to keep up with a full wire is left as it is.
 */
const launcher = `#!/bin/sh
# Starts the agent with the Node that came with it. Compiled code is kept however long it was not used: the next
# takeover may be months away.
here=$(dirname "$(readlink -f "$0")")
small=
case \${1-} in
  run | ctl) small='--no-opt --invocation-count-for-maglev=20000 --single-threaded --v8-pool-size=1 --max-semi-space-size=1 --expose-gc --no-memory-reducer' ;;
esac
# shellcheck disable=SC2086 # several words
exec "$here/../lib/node" --no-flush-bytecode $small "$here/../lib/agent.mjs" "$@"
`;

const hostFiles: [string, string][] = [
  ['agent/systemd/tandem-agent.service', 'systemd/tandem-agent.service'],
  ['agent/systemd/release-vips', 'libexec/release-vips'],
];

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface IndexEntry {
  file: string;
  sha256: string;
  bytes: number;
  version: string;
  unit: string;
}
type Index = Record<string, IndexEntry>;

function readIndex(): Index {
  return existsSync(indexFile) ? (JSON.parse(readFileSync(indexFile, 'utf8')) as Index) : {};
}

function writeIndex(index: Index): void {
  mkdirSync(output, { recursive: true });
  writeFileSync(`${indexFile}.part`, `${JSON.stringify(index, null, 2)}\n`);
  renameSync(`${indexFile}.part`, indexFile);
}

/** Over what every archive is made of, and over `own`, the parts of one. */
function inputsHash(own: readonly (string | Buffer)[]): string {
  const sources = globSync(['agent/**/*.ts', 'protocol/**/*.ts', 'scripts/agent/*.ts'], { cwd: root }).filter(
    (path) => !path.endsWith('.test.ts'),
  );
  const tools = [
    'package.json',
    'scripts/build-agent.ts',
    'scripts/tar-writer.ts',
    'node_modules/rolldown/package.json',
    'node_modules/koffi/package.json',
    'node_modules/raw-socket/package.json',
  ];
  const hash = createHash('sha256');
  for (const path of [...sources, ...tools, ...hostFiles.map(([source]) => source)].toSorted())
    hash.update(`${path}\0${sha256(readFileSync(join(root, path)))}\n`);
  for (const part of own) hash.update(sha256(Buffer.from(part)));
  return hash.digest('hex');
}

function upToDate(arch: string, inputs: string): boolean {
  const archive = readIndex()[arch]?.file;
  const file = inputsFileOf(arch);
  return (
    archive !== undefined &&
    existsSync(join(output, archive)) &&
    existsSync(file) &&
    readFileSync(file, 'utf8') === inputs
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
function stripped(file: string, strip: string, work: string): Buffer {
  const target = join(work, 'stripped');
  const result = spawnSync(strip, ['--strip-unneeded', '-o', target, file], { stdio: 'pipe' });
  return readFileSync(result.status === 0 ? target : file);
}

async function collect(target: AgentTarget, work: string): Promise<ArchiveFile[]> {
  const files = await bundle();
  files.push({ path: 'bin/tandem-agent', bytes: Buffer.from(launcher), executable: true });
  for (const [source, path] of nativeFiles(target)) {
    const executable = path === 'lib/node';
    files.push({ path, bytes: stripped(source, target.strip, work), executable });
  }
  const own = hostFiles.map(([source, path]): [string, string] => [join(root, source), path]);
  for (const [source, path] of [...plainFiles(root, target), ...own]) {
    const executable = path.startsWith('libexec/');
    files.push({ path, bytes: readFileSync(source), executable });
  }
  return files;
}

function manifest(files: ArchiveFile[], version: string, { arch, node: folder }: AgentTarget): ArchiveFile {
  const node: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = files
    .map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const about = { name: 'tandem-agent', version, platform: 'linux', arch };
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
function publish(archive: Buffer, inputs: string, version: string, { arch }: AgentTarget): string {
  const hash = sha256(archive);
  const file = `tandem-agent-linux-${arch}-${hash}.tar.gz`;
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, `${file}.part`), archive);
  renameSync(join(output, `${file}.part`), join(output, file));
  const unit = readFileSync(join(root, 'agent/systemd/tandem-agent.service'), 'utf8');
  writeIndex({ ...readIndex(), [arch]: { file, sha256: hash, bytes: archive.length, version, unit } });
  writeFileSync(inputsFileOf(arch), inputs);
  removeArchives(arch, file);
  return file;
}

function removeArchives(arch: string, except?: string): void {
  for (const old of existsSync(output) ? readdirSync(output) : [])
    if (old.startsWith(`tandem-agent-linux-${arch}-`) && old !== except) rmSync(join(output, old));
}

async function build(target: AgentTarget, inputs: string, work: string): Promise<void> {
  const version = checkedVersion();
  const files = await collect(target, work);
  const archive = gzipSync(tarArchive([...files, manifest(files, version, target)]), { level: 6 });
  const file = publish(archive, inputs, version, target);
  const megabytes = (archive.length / 1e6).toFixed(1);
  console.log(`${relative(root, join(output, file))} (${megabytes} MB, ${files.length + 1} files)`);
}

async function buildOwn(work: string): Promise<void> {
  const target = ownTarget(root);
  const parts = [...nativeFiles(target), ...plainFiles(root, target)].map(([source]) => source);
  const absent = parts.filter((path) => !existsSync(path));
  if (absent.length > 0)
    throw new Error(`not installed, run npm install on Linux x86-64: ${absent.join(', ')}`);
  const inputs = inputsHash(parts.map((path) => readFileSync(path)));
  if (upToDate(target.arch, inputs)) console.log('agent archive for x64 is up to date');
  else await build(target, inputs, work);
}

/** An archive of other inputs is no use: a pair would run two different agents. */
async function buildArm64(work: string): Promise<void> {
  const inputs = inputsHash(arm64Inputs(root));
  if (upToDate('arm64', inputs)) {
    console.log('agent archive for arm64 is up to date');
    return;
  }
  let obstacle = arm64Obstacle();
  if (obstacle === null)
    try {
      await build(makeArm64Target(root, work), inputs, work);
      return;
    } catch (error) {
      obstacle = error instanceof Error ? error.message : String(error);
    }
  const { arm64: _outdated, ...others } = readIndex();
  writeIndex(others);
  removeArchives('arm64');
  console.log(`not built: the agent archive for arm64: ${obstacle}`);
}

const work = mkdtempSync(join(tmpdir(), 'tandem-agent-'));
try {
  await buildOwn(work);
  await buildArm64(work);
} finally {
  rmSync(work, { recursive: true, force: true });
}
