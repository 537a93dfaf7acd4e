import type { Host } from '../ssh/host.ts';
import { filterTable, runtimeFolder, vipFile } from './host-paths.ts';

/**
 * What `libexec/release-vips` does when systemd ends the agent, for a host on which that could not run: an agent whose
 * files were deleted, or whose unit was. Nothing happens where it did; the agent has ended before.
 * @param vips `INTERFACE ADDRESS/PREFIX` of the manifest, which outlives a boot; those of `before` stay
 */
export async function releaseLeftovers(
  host: Host,
  vips: readonly string[],
  before: readonly string[],
): Promise<void> {
  const listed = await linesOf(host, vipFile);
  const changed = await linesOf(host, `${runtimeFolder}/macvlans`);
  const had = new Set(before);
  for (const line of new Set([...listed, ...vips])) {
    const [name = '', address = ''] = line.split(' ');
    if (!isName(name) || !/^[0-9A-Fa-f.:]+\/\d+$/.test(address) || had.has(`address ${name} ${address}`))
      continue;
    await host.run(['ip', 'address', 'delete', address, 'dev', name]);
  }
  for (const line of changed) {
    const [kind, name = '', setting = '', value = '', ours = ''] = line.split(' ');
    if (!isName(name)) continue;
    if (kind === 'macvlan') await host.run(['ip', 'link', 'delete', 'dev', name, 'type', 'macvlan']);
    if (kind === 'ipv4' && /^[a-z_]+$/.test(setting) && /^\d+$/.test(value)) {
      const file = `/proc/sys/net/ipv4/conf/${name}/${setting}`;
      // Only where nobody else has set it since.
      const now = (await host.run(['cat', file])).stdout.trim();
      if (now === ours) await host.run(['tee', file], { input: value });
    }
  }
  await host.run(['nft', 'delete', 'table', ...filterTable.split(' ')]);
}

async function linesOf(host: Host, file: string): Promise<string[]> {
  const { status, stdout } = await host.run(['cat', file]);
  return status === 0 ? stdout.split('\n').filter(Boolean) : [];
}

/** As the kernel allows them, and nothing that leads out of a folder. */
const isName = (name: string): boolean => /^[A-Za-z0-9._@-]{1,15}$/.test(name) && !/^\.+$/.test(name);
