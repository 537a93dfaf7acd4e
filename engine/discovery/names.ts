import { reverse } from 'node:dns/promises';
import type { Mdns } from './mdns.ts';

const dnsMs = 1000;

export interface HostName {
  hostname: string;
  source: 'dns' | 'mdns';
}

/** A name server's word goes before the host's own. Null where neither knows a name; never rejects. */
export async function nameOf(ip: string, mdns: Pick<Mdns, 'nameOf'> | null): Promise<HostName | null> {
  const own = mdns?.nameOf(ip);
  const hostname = await reverseName(ip);
  if (hostname !== null) return { hostname, source: 'dns' };
  const said = (await own) ?? null;
  return said === null ? null : { hostname: said, source: 'mdns' };
}

async function reverseName(ip: string): Promise<string | null> {
  const timeout = new Promise<string[]>((resolve) => setTimeout(() => resolve([]), dnsMs).unref());
  try {
    return (await Promise.race([reverse(ip), timeout]))[0] ?? null;
  } catch {
    return null;
  }
}
