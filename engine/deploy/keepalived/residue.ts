import { keepalivedConf, keepalivedUnit, keptConf } from '../../keepalived/paths.ts';
import type { Host } from '../../ssh/host.ts';
import { servedByKeepalived } from '../other-lab.ts';

export const keptBecause = 'keepalived.conf as it was edited after a deploy';

/**
 * What uninstall cannot decide about: a keepalived.conf that says that Tandem wrote it, on a host that no longer knows
 * what was there before (its notes are gone); and edited ones that were kept. Empty after a clean removal.
 */
export async function keepalivedResidue(host: Host): Promise<string[]> {
  const residue: string[] = [];
  const { stdout } = await host.run(['cat', keepalivedConf]);
  if (servedByKeepalived(stdout) !== null) {
    const { status } = await host.run(['systemctl', 'is-active', '--quiet', keepalivedUnit]);
    const runs = status === 0 ? `, and ${keepalivedUnit} runs` : '';
    residue.push(`${keepalivedConf} was written by Tandem, what was there before is not known${runs}`);
  }
  const isKept = (await host.run(['test', '-e', keptConf])).status === 0;
  if (isKept) residue.push(`${keptConf}: ${keptBecause}`);
  return residue;
}
