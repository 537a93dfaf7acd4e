import { fail } from '../../protocol/contract/problem.ts';
import type { Host } from '../ssh/host.ts';
import type { RunningCommand } from '../ssh/session.ts';
import { lockFile } from './host-paths.ts';
import { guardHost } from './lock-guard.ts';

/**
 * Takes the lock and keeps it while lines come in on standard input, each of which it says back. flock(1) gives it up
 * when the process ends, and the process ends when its input does; the file tells when the holder spoke last, since a
 * host learns of a cut cable only after hours: its process id, and the host's own uptime in seconds (proc_uptime(5)),
 * which no change of the clock moves. The file goes before the lock does, so that nothing is left on the host.
 */
const holdScript = `
note() { read -r up idle < /proc/uptime; echo "$$ \${up%.*}" > "$0"; }
note; echo locked
while read -r line; do note; echo "$line"; done
rm -f "$0"
`;

/**
 * Looks at who holds it: 1 a holder that spoke just now, 2 one that has been silent, 0 one that was silent for too long
 * to be there any more, and is ended, or none.
 *   $1 lock file
 */
const examineScript = `
[ -e "$1" ] || exit 0
read -r holder spoke < "$1"
[ -n "$spoke" ] || exit 2
read -r up idle < /proc/uptime
age=$(( \${up%.*} - spoke ))
[ "$age" -le 2 ] && exit 1
[ "$age" -le 5 ] && exit 2
[ "$(cat "/proc/$holder/comm" 2>/dev/null)" = sh ] && kill "$holder"
exit 0
`;
const spokeJustNow = 1;

const beatMs = 1000;
/** A silent holder is gone or speaks again within this many looks, a second apart. */
const looks = 8;

export interface HostLock {
  /** The host, for as long as the lock is held: afterwards every command rejects with deploy.lock-lost. */
  host: Host;
  /** Resolves when the lock is gone. */
  release(): Promise<void>;
}

/** Only one Tandem works on a host at a time. Rejects with deploy.locked. */
export async function lockHost(host: Host): Promise<HostLock> {
  for (let look = 0; look < looks; look++) {
    const lock = await tryLock(host);
    if (lock) return lock;
    const { status } = await host.run(['sh', '-c', examineScript, 'sh', lockFile], {
      name: 'examine the lock',
    });
    if (status === spokeJustNow) break;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw fail('deploy.locked', { host: host.address });
}

async function tryLock(host: Host): Promise<HostLock | null> {
  const command = await host.start(['flock', '-n', lockFile, 'sh', '-c', holdScript, lockFile]);
  const isHeld = await new Promise<boolean>((resolve) => {
    command.stdout.once('data', () => resolve(true));
    void command.ended.then(() => resolve(false));
  });
  if (!isHeld) return null;
  return keep(host, command);
}

function keep(host: Host, command: RunningCommand): HostLock {
  const { guarded, prove, letGo } = guardHost(host, command);
  const beat = setInterval(() => void prove(), beatMs);
  void command.ended.then(() => clearInterval(beat));
  return {
    host: guarded,
    release: async () => {
      letGo();
      clearInterval(beat);
      command.stdin.end();
      await command.ended;
    },
  };
}
