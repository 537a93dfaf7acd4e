import type { Host } from '../ssh/host.ts';
import { installFolder } from './host-paths.ts';

/**
 * Removes every archive but the one that `current` points to: each takes over 100 MB. Only what is named by a hash is
 * an archive; where `current` leads nowhere, nothing is removed.
 *   $1 folder
 */
const pruneScript = `
set -eu
LC_ALL=C
cd "$1"
kept=$(readlink current)
kept=\${kept##*/}
case $kept in '' | *[!0-9a-f]*) exit 1 ;; esac
[ -d "$kept" ] || exit 1
for folder in *; do
  case $folder in *[!0-9a-f]*) continue ;; esac
  [ "\${#folder}" -eq 64 ] || continue
  [ "$folder" != "$kept" ] || continue
  rm -rf "./$folder"
  echo "$folder"
done
`;

/** Resolves to the names of the archives that were removed. Rejects with host.command-failed. */
export async function pruneArchives(host: Host, folder: string = installFolder): Promise<string[]> {
  const argv = ['sh', '-c', pruneScript, 'sh', folder];
  return (await host.check(argv, { name: 'remove old agents' })).split('\n').filter(Boolean);
}
