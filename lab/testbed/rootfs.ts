import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../protocol/contract/problem.ts';
import { type AptSource, chooseSource, readAptSources } from './apt-sources.ts';
import { followDebootstrap } from './debootstrap-progress.ts';
import { identifySelf, isAlive } from './process-identity.ts';
import { debianArchitecture, expectedPackages, makeRecipe, type Recipe, recipeKey } from './recipe.ts';
import { runOk } from './run.ts';

export interface RootfsOptions {
  cache: string;
  signal?: AbortSignal;
  onProgress: (message: string, percent?: number) => void;
  env?: NodeJS.ProcessEnv;
}

/**
 * Gives the path of the nodes' common root file system, building it when the cache has none for the recipe.
 * Throws practice.unsupported where the machine's apt knows no source for it, CommandError when the build fails.
 */
export async function ensureRootfs(options: RootfsOptions): Promise<{ path: string; built: boolean }> {
  const architecture = debianArchitecture(process.arch);
  if (architecture === undefined)
    throw fail('practice.unsupported', { detail: `there are no nodes for ${process.arch} processors` });
  const recipe = makeRecipe(architecture);
  const path = join(options.cache, `rootfs-${recipeKey(recipe)}`);
  if (existsSync(path)) return { path, built: false };

  const source = findSource(recipe.suite, options.env ?? process.env);
  mkdirSync(options.cache, { recursive: true, mode: 0o755 });
  removeAbandonedBuilds(options.cache);
  const self = identifySelf();
  const building = join(options.cache, `${buildPrefix}${self.pid}-${self.startTicks}`);
  try {
    await build(recipe, source, building, options);
    renameSync(building, path);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw error;
  }
  return { path, built: true };
}

/** Throws practice.unsupported where this machine's apt has none for the suite. */
export function findSource(suite: string, env: NodeJS.ProcessEnv): AptSource {
  const named = env.TANDEM_LAB_MIRROR;
  if (named) return { uri: named, suites: [suite], components: ['main'] };
  const source = chooseSource(readAptSources(), suite);
  if (source === undefined)
    throw fail('practice.unsupported', {
      detail: `apt has no source for Debian ${suite}; name a mirror in TANDEM_LAB_MIRROR`,
    });
  return source;
}

/**
 * Prefix of a command whose every process and mount ends with it, and which ends with this process: nothing that
 * debootstrap mounts or starts can be left over, even when the lab is killed in the middle.
 */
const contained = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'],
];

async function build(recipe: Recipe, source: AptSource, target: string, options: RootfsOptions) {
  const follow = followDebootstrap(expectedPackages);
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  await runOk(
    [
      ...contained,
      'debootstrap',
      `--arch=${recipe.architecture}`,
      `--variant=${recipe.variant}`,
      `--include=${recipe.packages.join(',')}`,
      ...(source.keyring === undefined ? [] : [`--keyring=${source.keyring}`]),
      recipe.suite,
      target,
      source.uri,
    ],
    {
      env: { ...process.env, ...env },
      ...signal,
      onLine(line) {
        const progress = follow(line);
        if (progress !== undefined) options.onProgress(progress.message, progress.percent);
      },
    },
  );
  options.onProgress('Setting up users and services', 99);
  await runOk([...contained, 'chroot', target, '/bin/sh', '-eu'], { env, ...signal, input: recipe.setup });
}

/** Of whatever is being built in a cache; the builder's process follows. */
export const buildPrefix = 'building-';

/** The builds in a cache whose builder is gone. */
export function abandonedBuilds(cache: string): string[] {
  if (!existsSync(cache)) return [];
  return readdirSync(cache).filter((name) => {
    const match = /^building-(\d+)-(\d+)$/.exec(name);
    if (match?.[1] === undefined || match[2] === undefined) return false;
    return !isAlive({ pid: Number(match[1]), startTicks: match[2] });
  });
}

/** Removes the builds in a cache whose builder is gone. */
export function removeAbandonedBuilds(cache: string): void {
  for (const name of abandonedBuilds(cache)) rmSync(join(cache, name), { recursive: true, force: true });
}
