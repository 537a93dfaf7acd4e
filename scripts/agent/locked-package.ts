import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedPackage {
  name: string;
  version: string;
  /** Subresource Integrity, as npm writes it. */
  integrity: string;
}

/** A package that package-lock.json pins although npm does not install it here: it is another architecture's. */
export function lockedPackage(root: string, name: string): LockedPackage {
  const lock: { packages: Record<string, { version?: string; integrity?: string } | undefined> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {};
  if (!version || !integrity) throw new Error(`package-lock.json does not pin ${name}`);
  return { name, version, integrity };
}

/**
 * The package's folder, fetched with npm and kept beside node_modules' own. What came is what the lock pins, or this
 * throws; an Error says too why npm could not fetch it.
 */
export function fetchPackage(root: string, { name, version, integrity }: LockedPackage): string {
  const cache = join(root, 'node_modules', '.cache', 'tandem');
  const folder = join(cache, `${name.replace('/', '+')}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const file = join(
      work,
      runOrThrow('npm', ['pack', '--silent', '--pack-destination', work, `${name}@${version}`], root),
    );
    const [algorithm = '', digest] = integrity.split(/-(.*)/s);
    const actual = createHash(algorithm).update(readFileSync(file)).digest('base64');
    if (actual !== digest) throw new Error(`${name}@${version} is not what package-lock.json pins`);
    runOrThrow('tar', ['-xzf', file, '-C', work], root);
    renameSync(join(work, 'package'), folder);
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @returns the last line that was printed */
function runOrThrow(program: string, args: string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout.trim().split('\n').at(-1) ?? '';
}
