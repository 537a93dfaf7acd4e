import { readConf } from '../../../protocol/keepalived/read-conf.ts';
import { keepalivedConf, keepalivedUnit } from '../../keepalived/paths.ts';
import type { Host } from '../../ssh/host.ts';
import { addressOf } from '../canonical-vip.ts';
import { servedByKeepalived } from '../other-lab.ts';

/** A keepalived that runs with a configuration that Tandem did not write. */
export interface OwnKeepalived {
  /** Whether an address, without its prefix length, can be there by its doing. */
  mayHold(address: string): boolean;
}

/** Null where none runs, or where it is Tandem's. */
export async function readOwnKeepalived(host: Host): Promise<OwnKeepalived | null> {
  const { status } = await host.run(['systemctl', 'is-active', '--quiet', keepalivedUnit]);
  const { stdout } = await host.run(['cat', keepalivedConf]);
  if (status !== 0 || servedByKeepalived(stdout) !== null) return null;
  // What other files say is not read.
  if (/^\s*include/m.test(stdout)) return { mayHold: () => true };
  const { instances } = readConf({ name: keepalivedConf, text: stdout });
  const held = new Set(
    instances.flatMap(({ vips, excludedVips }) =>
      [...vips, ...excludedVips].map(({ cidr }) => addressOf(cidr)),
    ),
  );
  return { mayHold: (address) => held.has(address) };
}
