import { createInterface } from 'node:readline';
import { fail } from '../../../protocol/contract/problem.ts';
import { deployedFolder } from '../../keepalived/paths.ts';
import type { Host } from '../../ssh/host.ts';
import { installScript } from './host-scripts.ts';

/** A mirror may be slow. */
const installTimeoutMs = 600_000;

/** What a package manager says of its progress; the rest is for a log of its own. */
const worthTelling = /^(Get:\d|Unpacking|Setting up|Installing|Downloading|Fetched|Installed)/;
/** apt's, dpkg's and dnf's way to say what went wrong. */
const complaint = /^(E:|W:|Err:|dpkg: error|Error|error:|Failed|No match|Unable)/;
const keptLines = 8;

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
    if (worthTelling.test(line)) onLine(line);
    else said.push(line);
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

function whatItSaid(lines: readonly string[], status: number | null): string {
  const complaints = [...new Set(lines.filter((line) => complaint.test(line.trim())))];
  const kept = complaints.length > 0 ? complaints : lines.filter((line) => line.trim() !== '');
  if (kept.length > 0) return kept.slice(-keptLines).join('\n');
  return status === null ? 'the connection ended, or it took too long' : `exit status ${status}`;
}
