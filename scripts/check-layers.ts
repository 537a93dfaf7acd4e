import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Who may import whom, and which package may appear where. The folder names the runtime; this keeps it true.
 */
interface Layer {
  folder: string;
  /** Folders of the project it may import besides itself. */
  imports: readonly string[];
  /** Packages and `node:` modules; a prefix ends in a star. */
  packages: readonly string[];
}

const tests = ['vitest', 'fast-check', 'node:*'];

export const layers: readonly Layer[] = [
  { folder: 'protocol', imports: [], packages: ['zod'] },
  { folder: 'agent', imports: ['protocol'], packages: ['node:*', 'raw-socket', 'koffi', 'zod'] },
  {
    folder: 'engine',
    imports: ['protocol'],
    packages: ['node:*', 'diff', 'dns-packet', 'ssh2', 'ws', 'zod'],
  },
  { folder: 'electron/main', imports: ['engine', 'protocol'], packages: ['node:*', 'electron'] },
  { folder: 'electron/preload', imports: ['protocol/contract'], packages: ['electron'] },
  {
    folder: 'renderer',
    imports: ['protocol'],
    packages: [
      'react*',
      'zustand*',
      'zod',
      '@*',
      'i18next',
      'lucide-react',
      'sonner',
      'tinykeys',
      'uplot*',
      'vite',
    ],
  },
  { folder: 'lab', imports: ['protocol', 'agent', 'engine', 'electron/main', 'scripts'], packages: ['*'] },
  { folder: 'scripts', imports: ['protocol', 'agent', 'electron/main'], packages: ['*'] },
];

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

export function importsOf(source: string): string[] {
  return [...source.matchAll(importPattern)].flatMap((match) => match[1] ?? match[2] ?? []);
}

function layerOf(file: string): Layer | undefined {
  return layers.find(({ folder }) => file.startsWith(`${folder}/`));
}

function isAllowedPackage(name: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) =>
    pattern.endsWith('*')
      ? name.startsWith(pattern.slice(0, -1))
      : name === pattern || name.startsWith(`${pattern}/`),
  );
}

/** Why an import is not allowed, or null when it is. `file` is relative to the root, with forward slashes. */
export function objection(file: string, specifier: string): string | null {
  const layer = layerOf(file);
  if (!layer) return null;
  const isTest = /\.test\.tsx?$|\/testing\//.test(file);
  if (!specifier.startsWith('.')) {
    const allowed = isTest ? [...layer.packages, ...tests] : layer.packages;
    return isAllowedPackage(specifier, allowed)
      ? null
      : `${layer.folder} may not import the package ${specifier}`;
  }
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  const isInside = (folder: string) => target.startsWith(`${folder}/`);
  if ([layer.folder, ...layer.imports].some(isInside)) return null;
  return target.includes('/') ? `${layer.folder} may not import ${target}` : null;
}

function main(): number {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const listed = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const files = listed.stdout.split('\0').filter(Boolean);
  const found = files.flatMap((file) => {
    const path = relative(root, join(root, file)).replaceAll('\\', '/');
    return importsOf(readFileSync(join(root, file), 'utf8'))
      .map((specifier) => objection(path, specifier))
      .filter((reason) => reason !== null)
      .map((reason) => `${path}: ${reason}`);
  });
  for (const line of found) console.error(line);
  console.log(`${files.length} files, ${found.length} imports against the layers`);
  return found.length === 0 && files.length > 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main();
