import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../protocol/contract/problem.ts';
import { cacheDirectory } from './paths.ts';
import { identifySelf } from './process-identity.ts';
import { debianArchitecture, makeRecipe, recipeKey } from './recipe.ts';
import { buildPrefix, findSource, removeAbandonedBuilds } from './rootfs.ts';
import { runOk } from './run.ts';

/**
 * Debian packages beyond a node's root file system, with what they depend on and the nodes lack: a folder that apt can
 * read as a flat repository (`deb [trusted=yes] URI ./`). Downloaded once, by this machine's apt, from the source that
 * the root file system came from; nothing of this machine's own packages is read or changed.
 * Rejects with CommandError where apt has no such package, practice.unsupported where it has no source or reaches none.
 */
export async function fetchGuestPackages(names: readonly string[]): Promise<string> {
  const recipe = makeRecipe(debianArchitecture(process.arch) ?? '');
  const cache = cacheDirectory();
  const rootfs = join(cache, `rootfs-${recipeKey(recipe)}`);
  const key = createHash('sha256').update([recipeKey(recipe), ...names].join('\n'));
  const folder = join(cache, `packages-${key.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  removeAbandonedBuilds(cache);
  const self = identifySelf();
  const building = join(cache, `${buildPrefix}${self.pid}-${self.startTicks}`);
  try {
    for (const part of ['lists/partial', 'archives/partial'])
      mkdirSync(join(building, part), { recursive: true });
    const sources = join(building, 'sources.list');
    writeFileSync(sources, sourceLine(findSource(recipe.suite, process.env), recipe.suite));
    const apt = aptCommand(building, sources, join(rootfs, 'var/lib/dpkg/status'));
    await runOk([...apt, 'update']);
    // What the nodes have of it already is wanted too: a test may take it off them first.
    const download = ['--download-only', '--yes', '--no-install-recommends', '--no-remove', '--reinstall'];
    await runOk([...apt, 'install', ...download, ...names]);
    const archives = join(building, 'archives');
    // Without a network apt ends well with nothing downloaded.
    if (!readdirSync(archives).some((name) => name.endsWith('.deb')))
      throw fail('practice.unsupported', { detail: `apt downloaded none of ${names.join(', ')}` });
    for (const part of ['partial', 'lock']) rmSync(join(archives, part), { recursive: true, force: true });
    writeFileSync(join(archives, 'Packages'), await packagesIndex(archives));
    renameSync(archives, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return folder;
}

function sourceLine({ uri, keyring }: ReturnType<typeof findSource>, suite: string): string {
  return `deb ${keyring === undefined ? '' : `[signed-by=${keyring}] `}${uri} ${suite} main\n`;
}

/** apt with lists, archives and a notion of what is installed of its own (apt.conf(5), Dir). */
function aptCommand(building: string, sources: string, status: string): string[] {
  const options = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(building, 'lists'),
    'Dir::State::status': status,
    'Dir::Cache::archives': join(building, 'archives'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
    // The locks would be files beside that status: in the root file system, which is shared.
    'Debug::NoLocking': 'true',
  };
  return [
    'apt-get',
    '--quiet',
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ];
}

/** The index of a flat repository (Debian repository format, “Packages” indices): a paragraph a package. */
async function packagesIndex(folder: string): Promise<string> {
  const debs = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  const paragraphs = await Promise.all(
    debs.sort().map(async (name) => {
      const file = join(folder, name);
      const [control, sum, size] = await Promise.all([
        runOk(['dpkg-deb', '--field', file]),
        runOk(['sha256sum', file]),
        runOk(['stat', '--format=%s', file]),
      ]);
      const sha256 = sum.stdout.split(' ')[0];
      return `${control.stdout.trim()}\nFilename: ./${name}\nSize: ${size.stdout.trim()}\nSHA256: ${sha256}\n`;
    }),
  );
  return paragraphs.join('\n');
}
