import { readFile } from 'node:fs/promises';

export interface Neighbour {
  ip: string;
  mac: string;
  interface: string;
}

/**
 * The kernel's ARP table, from /proc/net/arp (proc(5)): needs no privilege. Incomplete entries (flags 0x0) are those
 * that nobody answered. Empty on systems without it.
 */
export async function readNeighbours(): Promise<Neighbour[]> {
  try {
    return parseNeighbours(await readFile('/proc/net/arp', 'utf8'));
  } catch {
    return [];
  }
}

export function parseNeighbours(text: string): Neighbour[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [ip, , flags, mac, , device] = line.trim().split(/\s+/);
      if (!ip || !mac || !device || flags === '0x0' || mac === '00:00:00:00:00:00') return [];
      return [{ ip, mac, interface: device }];
    });
}
