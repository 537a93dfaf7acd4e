import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalAddress } from '../../protocol/wire/address.ts';

/**
 * The list of addresses that the agent may have put on interfaces, one `INTERFACE ADDRESS/PREFIX` a line. It is
 * written before the first of them can be added, so that whatever becomes of the agent, `release-vips` (plain sh) and
 * the next start know what to take away.
 */
export interface VipEntry {
  interface: string;
  address: string;
  prefixLength: number;
}

export const VIP_FILE_NAME = 'vips';

/** The entries of an earlier run; none where there was none. Lines that make no sense are left out. */
export function readVipFile(stateDir: string): VipEntry[] {
  let text: string;
  try {
    text = readFileSync(join(stateDir, VIP_FILE_NAME), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const match = /^(\S+) ([0-9a-f.:]+)\/(\d+)$/i.exec(line);
    if (match === null) return [];
    const [, name = '', address = '', prefix = ''] = match;
    return isAddress(address) ? [{ interface: name, address, prefixLength: Number(prefix) }] : [];
  });
}

function isAddress(text: string): boolean {
  try {
    canonicalAddress(text);
    return true;
  } catch {
    return false;
  }
}

/** Atomically: readers see the old list or the new one. */
export function writeVipFile(stateDir: string, entries: VipEntry[]): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, VIP_FILE_NAME);
  // release-vips compares text: IPv6 as the kernel's tools write it.
  const lines = entries.map(
    (entry) => `${entry.interface} ${canonicalAddress(entry.address)}/${entry.prefixLength}\n`,
  );
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
