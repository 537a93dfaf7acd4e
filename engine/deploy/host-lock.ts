import { fail } from '../../protocol/contract/problem.ts';
import type { Host } from '../ssh/host.ts';
import { lockFile } from './host-paths.ts';

/**
 * Only one Tandem works on a host at a time. flock(1) holds the lock for as long as its standard input is open: when
 * the holder, its connection or its machine dies, the lock is gone with it.
 * Rejects with deploy.locked.
 */
export async function lockHost(host: Host): Promise<() => void> {
  const command = await host.start(['flock', '-n', lockFile, 'sh', '-c', 'echo locked; exec cat >/dev/null']);
  const isHeld = await new Promise<boolean>((resolve) => {
    command.stdout.on('data', () => resolve(true));
    void command.ended.then(() => resolve(false));
  });
  if (!isHeld) throw fail('deploy.locked', { host: host.address });
  return () => command.stdin.end();
}
