import { fail } from '../../../protocol/contract/problem.ts';
import type { Host } from '../../ssh/host.ts';
import { documentRootOf } from './document-root.ts';
import { demoPageMark, demoPageName } from './page.ts';

/** Where nginx keeps its configuration, with the folders that the distributions' own include. */
const confScript = `
cat /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/* /etc/nginx/vhosts.d/*.conf 2>/dev/null |
  head -c 1048576
exit 0
`;

/**
 * What root writes must not be led elsewhere: nobody else may change a folder on the way.
 *   $1 folder, $2 file name, $3 our mark. Prints the path; 3: no such folder, 4: others may write there, 5: a file is
 *   there that has not our mark; 6: there is none yet
 */
const lookScript = `
folder=$(readlink -f -- "$1") && [ -d "$folder" ] || exit 3
echo "$folder/$2"
at=$folder
until [ "$at" = / ]; do
  mode=$(stat -c %a -- "$at") && [ "$(stat -c %u -- "$at")" = 0 ] && [ $((0$mode & 022)) = 0 ] || exit 4
  at=$(dirname -- "$at")
done
[ -e "$folder/$2" ] || [ -L "$folder/$2" ] || exit 6
[ -f "$folder/$2" ] && [ ! -L "$folder/$2" ] && grep -qF -- "$3" "$folder/$2" || exit 5
head -c 65536 "$folder/$2"
`;

/** $1 path */
const writeScript = `
set -eu
umask 022
trap 'rm -f -- "$1.new"' EXIT
trap 'exit 1' HUP INT TERM
cat > "$1.new"
mv -f -- "$1.new" "$1"
`;

/** Only what is ours.  $1 path, $2 our mark. Exit 7: it stays. */
const removeScript = `
[ -e "$1" ] || exit 0
[ -f "$1" ] && [ ! -L "$1" ] && grep -qF -- "$2" "$1" || exit 0
rm -f -- "$1" || exit 7
`;

/** $1 path, $2 our mark */
const isOursScript = '[ -f "$1" ] && [ ! -L "$1" ] && grep -qF -- "$2" "$1"';

export interface DemoPagePlace {
  /** Of the file, without links on the way. */
  path: string;
  /** What stands there of ours; null for nothing. */
  text: string | null;
}

/**
 * Where the node's nginx would give the page from; reads only.
 * Rejects with deploy.demo-no-folder, deploy.demo-folder-open or deploy.demo-file-foreign.
 */
export async function findDemoPage(host: Host, node: string): Promise<DemoPagePlace> {
  const conf = await host.check(['sh', '-c', confScript], { name: 'read nginx’s configuration' });
  const root = documentRootOf(conf);
  if (root === null) throw fail('deploy.demo-no-folder', { node });
  const argv = ['sh', '-c', lookScript, 'sh', root, demoPageName, demoPageMark];
  const { status, stdout } = await host.run(argv, { name: 'look for the demo page' });
  const end = stdout.indexOf('\n');
  const path = stdout.slice(0, end);
  if (status === 0) return { path, text: stdout.slice(end + 1) };
  if (status === 6) return { path, text: null };
  if (status === 4) throw fail('deploy.demo-folder-open', { node, folder: root });
  if (status === 5) throw fail('deploy.demo-file-foreign', { node, path });
  throw fail('deploy.demo-no-folder', { node });
}

export async function writeDemoPage(host: Host, path: string, text: string): Promise<void> {
  await host.check(['sh', '-c', writeScript, 'sh', path], { name: 'write the demo page', input: text });
}

export async function removeDemoPage(host: Host, path: string): Promise<void> {
  const name = 'remove the demo page';
  await host.check(['sh', '-c', removeScript, 'sh', path, demoPageMark], { name });
}

/** Those of the paths at which a page of ours is. */
export async function remainingDemoPages(host: Host, paths: readonly string[]): Promise<string[]> {
  const remaining: string[] = [];
  for (const path of paths) {
    const { status } = await host.run(['sh', '-c', isOursScript, 'sh', path, demoPageMark]);
    if (status === 0) remaining.push(path);
  }
  return remaining;
}
