import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ipv4Setting, type Ipv4Settings, ipv4SettingNames } from '../netlink/link-requests.ts';

/**
 * What virtual routers change on this machine besides addresses, written before it is changed, so that `release-vips`
 * (plain sh) and the next start can undo it. One item a line:
 *
 *   macvlan NAME
 *   ipv4 INTERFACE SETTING BEFORE OURS      as in /proc/sys/net/ipv4/conf/INTERFACE/SETTING
 */
export interface VmacFile {
  macvlans: string[];
  settings: ChangedSetting[];
}

export interface ChangedSetting {
  interface: string;
  setting: Ipv4Setting;
  before: number;
  ours: number;
}

export const VMAC_FILE_NAME = 'macvlans';

/** Of an earlier run; nothing where there was none. Lines that make no sense are left out. */
export function readVmacFile(stateDir: string): VmacFile {
  const found: VmacFile = { macvlans: [], settings: [] };
  let text: string;
  try {
    text = readFileSync(join(stateDir, VMAC_FILE_NAME), 'utf8');
  } catch {
    return found;
  }
  for (const line of text.split('\n')) {
    const [kind, name = '', setting = '', before = '', ours = '', rest] = line.split(' ');
    const named = ipv4SettingNames.find((known) => known === setting);
    if (kind === 'macvlan' && name !== '' && setting === '') found.macvlans.push(name);
    else if (kind === 'ipv4' && named && rest === undefined && /^\d+$/.test(before) && /^\d+$/.test(ours))
      found.settings.push({ interface: name, setting: named, before: Number(before), ours: Number(ours) });
  }
  return found;
}

/** Atomically: readers see the old list or the new one. */
export function writeVmacFile(stateDir: string, { macvlans, settings }: VmacFile): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, VMAC_FILE_NAME);
  const lines = [
    ...macvlans.map((name) => `macvlan ${name}\n`),
    ...settings.map(
      (changed) => `ipv4 ${changed.interface} ${changed.setting} ${changed.before} ${changed.ours}\n`,
    ),
  ];
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** What must be set for `wanted` to hold, as the file notes it. */
export function changes(
  interfaceName: string,
  present: Ipv4Settings,
  wanted: Ipv4Settings,
): ChangedSetting[] {
  return ipv4SettingNames.flatMap((setting) => {
    const [before, ours] = [present[setting], wanted[setting]];
    if (before === undefined || ours === undefined || before === ours) return [];
    return [{ interface: interfaceName, setting, before, ours }];
  });
}

/** What to set so that everything is as before; what somebody else has set since stays. */
export function undone(changed: readonly ChangedSetting[], present: Ipv4Settings): Ipv4Settings {
  const settings: Ipv4Settings = {};
  for (const { setting, before, ours } of changed) if (present[setting] === ours) settings[setting] = before;
  return settings;
}
