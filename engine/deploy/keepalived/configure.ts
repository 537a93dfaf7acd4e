import { fail } from '../../../protocol/contract/problem.ts';
import { deployedFolder } from '../../keepalived/paths.ts';
import type { Host } from '../../ssh/host.ts';
import { configureScript, confRefused, removeScript, startScript } from './host-scripts.ts';

/** Removing packages may wait for another apt. */
const removeTimeoutMs = 300_000;

/**
 * Rejects with keepalived.conf-refused; the file that was there is there still.
 * @param written SHA-256 of what counts as written by a deploy from now on, if not `conf`
 */
export async function writeConf(
  host: Host,
  conf: string,
  vips: readonly string[],
  written: readonly string[] = [],
): Promise<void> {
  const lines = [vips, written].map((list) => list.join('\n'));
  const argv = ['sh', '-c', configureScript, 'sh', deployedFolder, ...lines];
  const name = 'configure keepalived';
  const { status, stderr } = await host.run(argv, { name, input: conf });
  if (status === 0) return;
  if (status === confRefused)
    throw fail('keepalived.conf-refused', { host: host.address }, lastLines(stderr));
  throw fail('host.command-failed', { command: name, host: host.address, status }, lastLines(stderr));
}

export async function startKeepalived(host: Host): Promise<void> {
  await host.check(['sh', '-c', startScript], { name: 'start keepalived' });
}

export async function removeKeepalived(host: Host): Promise<void> {
  const argv = ['sh', '-c', removeScript, 'sh', deployedFolder];
  await host.check(argv, { name: 'remove keepalived', timeoutMs: removeTimeoutMs });
}

const lastLines = (text: string) => text.trim().split('\n').slice(-8).join('\n');
