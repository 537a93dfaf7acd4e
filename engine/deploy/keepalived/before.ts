import { createHash } from 'node:crypto';
import { deployedFolder, keepalivedConf, keepalivedUnit } from '../../keepalived/paths.ts';
import type { Host } from '../../ssh/host.ts';
import { removeEverything } from '../remove.ts';
import { writeConf } from './configure.ts';

/** What a host had of keepalived before a deploy, enough to put it back. */
export interface KeepalivedBefore {
  /** keepalived.conf, or null where there was none. */
  conf: string | null;
  active: boolean;
  /** Whether an earlier deploy of ours configured it. */
  ours: boolean;
  /** Whether one began to. */
  isNoted: boolean;
  /** SHA-256 of what a deploy wrote; empty where none noted it. */
  written: string[];
  /** Whether somebody changed what an earlier deploy wrote. */
  edited: boolean;
  /** `INTERFACE ADDRESS/PREFIX` that our keepalived may hold. */
  vips: string[];
}

export async function readKeepalivedBefore(host: Host): Promise<KeepalivedBefore> {
  const text = async (argv: string[]) => {
    const { status, stdout } = await host.run(argv);
    return status === 0 ? stdout : null;
  };
  const [conf, active, vips, written, noted] = await Promise.all([
    text(['cat', keepalivedConf]),
    text(['systemctl', 'is-active', '--quiet', keepalivedUnit]),
    text(['cat', `${deployedFolder}/vips`]),
    text(['cat', `${deployedFolder}/written`]),
    text(['test', '-e', deployedFolder]),
  ]);
  const sums = (written ?? '').split('\n').filter(Boolean);
  return {
    conf,
    active: active !== null,
    ours: vips !== null,
    isNoted: noted !== null,
    written: sums,
    edited: conf !== null && sums.length > 0 && !sums.includes(sha256Of(conf)),
    vips: (vips ?? '').split('\n').filter(Boolean),
  };
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

/** Rolls one host back: to the deploy before this one, or to what was there before the first. */
export async function restoreKeepalived(host: Host, before: KeepalivedBefore): Promise<void> {
  if (!before.ours || before.conf === null) return removeEverything(host);
  await writeConf(host, before.conf, before.vips, before.written);
  const verb = before.active ? 'reload-or-restart' : 'stop';
  await host.check(['systemctl', verb, keepalivedUnit]);
}
