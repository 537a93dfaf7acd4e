import { createInterface } from 'node:readline';
import { fail } from '../../../protocol/contract/problem.ts';
import { deployedFolder } from '../../keepalived/paths.ts';
import type { Host } from '../../ssh/host.ts';
import { installScript } from './host-scripts.ts';
import { toldOf, whatItSaid } from './package-words.ts';

/** A mirror may be slow. */
const installTimeoutMs = 600_000;

/**
 * Tells its progress line by line. Rejects with keepalived.install-failed, whose cause is what the package manager said,
 * or request.cancelled; what came before that is on record for an uninstall.
 */
export async function installKeepalived(
  host: Host,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  const command = await host.start(['sh', '-c', installScript, 'sh', deployedFolder]);
  command.stdin.end();
  const said: string[] = [];
  createInterface({ input: command.stdout }).on('line', (line) => {
    const told = toldOf(line);
    if (told === null) said.push(line);
    else onLine(told);
  });
  createInterface({ input: command.stderr }).on('line', (line) => said.push(line));
  const stop = () => command.close();
  const timer = setTimeout(stop, installTimeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const status = await command.ended;
    if (signal.aborted) throw fail('request.cancelled');
    if (status !== 0)
      throw fail('keepalived.install-failed', { host: host.address }, whatItSaid(said, status));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
