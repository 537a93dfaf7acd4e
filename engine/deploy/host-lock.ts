import { fail } from '../../protocol/contract/problem.ts';
import type { Host } from '../ssh/host.ts';
import { lockFile } from './host-paths.ts';

/**
 * Takes the lock and keeps it while lines come in on standard input. flock(1) gives it up when the process ends, and
 * the process ends when its input does; the file's age tells whether the holder still speaks, since a host learns of a
 * cut cable only after hours. The file goes before the lock does, so that nothing is left on the host.
 */
const holdScript = 'echo $$ > "$0"; echo locked; while read -r line; do touch "$0"; done; rm -f "$0"';

/**
 * Looks at who holds it: 1 a holder that spoke just now, 2 one that has been silent, 0 one that was silent for too long
 * to be there any more, and is ended.
 *   $1 lock file
 */
const examineScript = `
age=$(( $(date +%s) - $(stat -c %Y "$1" 2>/dev/null || echo 0) ))
[ "$age" -le 2 ] && exit 1
[ "$age" -le 5 ] && exit 2
holder=$(cat "$1" 2>/dev/null)
[ "$(cat "/proc/$holder/comm" 2>/dev/null)" = sh ] && kill "$holder"
exit 0
`;
const spokeJustNow = 1;

const beatMs = 1000;
/** A silent holder is gone or speaks again within this many looks, a second apart. */
const looks = 8;

/**
 * Only one Tandem works on a host at a time. Resolves to the release, which resolves when the lock is gone; rejects with
 * deploy.locked.
 */
export async function lockHost(host: Host): Promise<() => Promise<void>> {
  for (let look = 0; look < looks; look++) {
    const release = await tryLock(host);
    if (release) return release;
    const { status } = await host.run(['sh', '-c', examineScript, 'sh', lockFile], {
      name: 'examine the lock',
    });
    if (status === spokeJustNow) break;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw fail('deploy.locked', { host: host.address });
}

async function tryLock(host: Host): Promise<(() => Promise<void>) | null> {
  const command = await host.start(['flock', '-n', lockFile, 'sh', '-c', holdScript, lockFile]);
  const isHeld = await new Promise<boolean>((resolve) => {
    command.stdout.on('data', () => resolve(true));
    void command.ended.then(() => resolve(false));
  });
  if (!isHeld) return null;
  const beat = setInterval(() => command.stdin.write('\n'), beatMs);
  void command.ended.then(() => clearInterval(beat));
  return async () => {
    clearInterval(beat);
    command.stdin.end();
    await command.ended;
  };
}
